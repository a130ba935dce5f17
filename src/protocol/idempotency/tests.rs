use super::*;
use rstest::rstest;

#[rstest]
#[case::uuid("0f8fad5b-d9cb-469f-a165-70867728950e", Ok(()))]
#[case::alphanumeric("abcdefghijklmnopqrstuv", Ok(()))]
#[case::empty("", Err(KeyDefect::Empty))]
#[case::short("abc", Err(KeyDefect::TooShort(3)))]
#[case::blank("0f8fad5b d9cb-469f-a165", Err(KeyDefect::Character(' ')))]
#[case::quote("\"0f8fad5b-d9cb-469f-a165\"", Err(KeyDefect::Character('"')))]
#[case::not_ascii("0f8fad5b-d9cb-469f-ä", Err(KeyDefect::Character('ä')))]
fn keys(#[case] key: &str, #[case] expected: Result<(), KeyDefect>) {
    assert_eq!(check_key(key), expected);
}

#[test]
fn length_is_bounded() {
    assert_eq!(check_key(&"a".repeat(SHORTEST)), Ok(()));
    assert_eq!(check_key(&"a".repeat(SHORTEST - 1)), Err(KeyDefect::TooShort(SHORTEST - 1)));
    assert_eq!(check_key(&"a".repeat(LONGEST)), Ok(()));
    assert_eq!(check_key(&"a".repeat(LONGEST + 1)), Err(KeyDefect::TooLong(LONGEST + 1)));
}

#[test]
fn any_part_changes_the_fingerprint() {
    let of = |method, target, body| Fingerprint::of(IdempotencyComparator::RawBody, method, target, body);
    let base = of("POST", "/a", b"{}".as_slice());
    assert_eq!(base, of("POST", "/a", b"{}"));
    assert_ne!(base, of("PUT", "/a", b"{}"));
    assert_ne!(base, of("POST", "/b", b"{}"));
    assert_ne!(base, of("POST", "/a", b"{ }"), "raw bytes, not JSON values, are compared");
    assert_ne!(of("POST", "/a", b"b"), of("POST", "/ab", b""));
}
