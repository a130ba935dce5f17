"""The canonical JSON corpus of RFC 8785's authors, as the package rfc8785 ships it, asked of our own runner.
Usage: corpora.py SDIST RUNNER (the example vector-runner). Nothing of the corpus is kept."""
import base64, json, pathlib, subprocess, sys, tarfile


def corpus(sdist):
    """Name, text and canonical bytes of every case."""
    with tarfile.open(sdist) as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
    for name, text in sorted(files.items()):
        if "/test/assets/input/" in name:
            bytes_as_hex = files[name.replace("/input/", "/outhex/").replace(".json", ".txt")]
            yield pathlib.PurePath(name).stem, text, bytes.fromhex(bytes_as_hex.decode())


def main(sdist, runner):
    contracts = pathlib.Path(__file__).resolve().parent.parent / "contracts"
    version = max(folder.name for folder in contracts.iterdir() if folder.name[0].isdigit())
    cases = list(corpus(sdist))
    if not cases:
        sys.exit("corpora: the package has no corpus any more")
    lines = [{"hello": {"protocol": 1, "tool": "corpora", "version": "1"}}]
    for name, text, _ in cases:
        input = {"op": "bytes", "json_base64": base64.b64encode(text).decode()}
        lines.append({"id": name, "family": "jcs", "version": version, "input": input})
    said = subprocess.run([runner], input="".join(json.dumps(line) + "\n" for line in lines), text=True, stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in said.stdout.splitlines()][1:]
    wrong = [
        name for (name, _, wanted), answer in zip(cases, answers, strict=True)
        if answer.get("output", {}).get("canonical", "").encode() != wanted
    ]
    print(f"corpus of RFC 8785: {len(cases)} texts, {len(wrong)} differ {wrong or ''}")
    sys.exit(1 if wrong else 0)


main(*sys.argv[1:])
