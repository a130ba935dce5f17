"""Our vectors against Python implementations nobody here wrote. Usage: cross-check.py RESOLVED_SCHEMAS_DIR

Every disagreement must be one that docs/cross-checks.md explains: scripts/cross-check-known.json lists them."""
import base64, collections, datetime, glob, itertools, json, pathlib, struct, sys, types
import http_message_signatures as hms
import http_sf, iso4217, jsonschema, rfc8785
from http_message_signatures.signatures import HTTPMessageVerifier
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto import jwk, jws

ROOT = pathlib.Path(__file__).resolve().parent.parent
KNOWN = json.loads((ROOT / "scripts/cross-check-known.json").read_text())
# Flags of rules that are UCP's own, not the standard's: a general library cannot know them.
UCP = {"MINIMUM", "ALGORITHM", "CURVE", "WEBHOOK", "TIME", "STATUS", "SEVERAL"}


def tests(family):
    for path in sorted(glob.glob(str(ROOT / f"vectors/{family}/*.json"))):
        if not path.endswith("schema.json"):
            file = json.load(open(path))
            for test in file["tests"]:
                yield f"{family}/{pathlib.Path(path).stem}/{test['id']}", file, test


def outcome(call):
    """What a library says: its output, or None for a refusal."""
    try:
        return call()
    except RecursionError:
        raise
    except Exception:
        return None


def jcs(input):
    if input["op"] == "number":
        return rfc8785.dumps(struct.unpack(">d", bytes.fromhex(input["ieee754"]))[0]).decode()
    text = input["json"] if input["op"] == "text" else base64.b64decode(input["json_base64"]).decode()
    # rfc8785 canonicalises values; the parser in front of it is Python's, so only what that accepts is compared.
    return rfc8785.dumps(json.loads(text)).decode()


def jws_detached(input):
    header = json.loads(jws.base64url_decode(input["jws"].split(".")[0]))
    key = next(key for key in input["keys"] if key["kid"] == header["kid"])
    token = jws.JWS()
    token.allowed_algs = ["ES256", "ES384"]
    head, _, signature = input["jws"].split(".")
    payload = base64.b64decode(input["payload_base64"])
    token.deserialize(json.dumps({"protected": head, "signature": signature, "payload": jws.base64url_encode(payload)})) \
        if header.get("b64", True) else token.deserialize(input["jws"])
    token.verify(jwk.JWK(**key), detached_payload=None if header.get("b64", True) else payload)
    return header["kid"]


def public(key):
    x, y = (int.from_bytes(jws.base64url_decode(key[m]).encode("latin-1") if isinstance(jws.base64url_decode(key[m]), str) else jws.base64url_decode(key[m]), "big") for m in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1}[key["crv"]]()).public_key()


class Headers:
    def __init__(self, pairs):
        self.pairs = pairs

    def items(self):
        return list(self.pairs)

    def __iter__(self):
        return (name for name, _ in self.pairs)

    def __contains__(self, name):
        return any(known.lower() == name.lower() for known, _ in self.pairs)

    def __getitem__(self, name):
        return ", ".join(value for known, value in self.pairs if known.lower() == name.lower())

    def get(self, name, default=None):
        return self[name] if name in self else default


def message(request):
    query = "" if request.get("query") is None else "?" + request["query"]
    url = f"{request.get('scheme', 'https')}://{request['authority']}{request['path']}{query}"
    return types.SimpleNamespace(method=request["method"], url=url, headers=Headers(request["headers"]))


def signature(input, part):
    target = message(input["request"]) if part == "request" else types.SimpleNamespace(
        status_code=input["response"]["status"], headers=Headers(input["response"]["headers"]),
        request=message(input["request"]) if input.get("request") else None, url="https://shop.example/")
    keys = {key["kid"]: public(key) for key in input["keys"]}
    resolver = hms.MappingKeyResolver(public_keys=keys, private_keys={})
    curve = next((key["crv"] for key in input["keys"]), "P-256")
    algorithm = {"P-256": hms.algorithms.ECDSA_P256_SHA256, "P-384": hms.algorithms.ECDSA_P384_SHA384}[curve]
    verifier = HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=resolver)
    verifier.validate_created_and_expires = lambda *a, **k: None  # the clock of the vectors is not today's
    results = verifier.verify(target, max_age=None)
    return results[0].parameters["keyid"] if results else None


def alternatives(error):
    """The errors by which a failed anyOf or oneOf is told, by the rule of vectors/violations/README.md."""
    branches = collections.defaultdict(list)
    for one in error.context:
        branches[one.schema_path[0]].append(one)
    meant = [branch for branch in branches.values() if all(one.validator != "const" for one in branch)]
    return min(meant, key=len) if meant else None


def told(error):
    """Where, which keyword, and which member is missing, as the family violations says it."""
    chosen = alternatives(error) if error.validator in ("anyOf", "oneOf") and error.context else None
    if chosen:
        for one in chosen:
            yield from told(one)
        return
    at = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in error.absolute_path)
    keyword = "propertyNames" if "propertyNames" in error.schema_path else error.validator or "falseSchema"
    missing = [name for name in error.validator_value if name not in error.instance] if keyword == "required" else [""]
    for name in missing:
        yield at, keyword, name


def violations(schema, document):
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return sorted({one for error in itertools.islice(validator.iter_errors(document), 64) for one in told(error)})


def schema_file(schemas, file, input):
    """The resolved schema of an input; none where which schema it is, is part of the question."""
    names = "+".join(name.removeprefix("dev.ucp.shopping.") for name in input.get("capabilities", []))
    kinds = {"body": lambda: f"{input['operation']}.{input['direction']}.{names}", "document": lambda: input["kind"]}
    if input["op"] in kinds:
        return json.loads((pathlib.Path(schemas) / file["versions"][0] / f"{kinds[input['op']]()}.json").read_text())


def disagreements(schemas):
    for name, _, test in tests("jcs"):
        if test["result"] == "valid":
            got = outcome(lambda: jcs(test["input"]))
            yield "rfc8785", name, test, got == test["expected"]["canonical"]
        elif test["input"]["op"] == "number":
            yield "rfc8785", name, test, outcome(lambda: jcs(test["input"])) is None
    for name, _, test in tests("detached-jws"):
        if "op" in test["input"]:  # making signatures is for runners
            continue
        yield "jwcrypto", name, test, (outcome(lambda: jws_detached(test["input"])) is not None) == (test["result"] == "valid")
    for name, _, test in tests("structured-field"):
        if test["input"]["op"] == "dictionary":
            text = ", ".join(line.strip() for line in test["input"]["lines"])
            got = outcome(lambda: http_sf.ser(http_sf.parse(text.encode(), tltype="dictionary")) if text else "")
            yield "http-sf", name, test, (got == test["expected"]["canonical"]) if test["result"] == "valid" else got is None
    for name, _, test in tests("amounts"):
        if test["input"]["op"] == "exponent":
            got = outcome(lambda: iso4217.Currency(test["input"]["currency"]).exponent)
            yield "iso4217", name, test, got == (test["expected"]["exponent"] if test["result"] == "valid" else None)
    for family, part in (("http-signature-request", "request"), ("http-signature-response", "response"), ("http-signature-webhook", "request")):
        for name, _, test in tests(family):
            if test["input"]["op"] == "verify" and not UCP & set(test["flags"]) and "DIGEST" not in test["flags"]:
                got = outcome(lambda: signature(test["input"], part))
                yield "http-message-signatures", name, test, (got is not None) == (test["result"] == "valid")
    for name, file, test in tests("schema"):
        schema = schema_file(schemas, file, test["input"])
        if schema is not None:
            validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
            yield "jsonschema", name, test, validator.is_valid(test["input"]["document"]) == (test["result"] == "valid")
    for name, file, test in tests("violations"):
        schema = test["input"].get("schema") or schema_file(schemas, file, test["input"])
        if schema is not None:
            got = violations(schema, test["input"]["document"])
            outputs = [test["expected"], *test.get("also", [])]
            wanted = [[(one["at"], one["keyword"], one.get("missing", "")) for one in output["violations"]] for output in outputs]
            yield "jsonschema, violations", name, test, got in wanted


def main():
    status, counts = 0, {}
    for library, name, test, agrees in disagreements(sys.argv[1]):
        if test["result"] == "acceptable":
            continue
        known = KNOWN.get(library, {}).get(name)
        total = counts.setdefault(library, [0, 0])
        total[0] += 1
        if not agrees:
            total[1] += 1
            if not known:
                status = 1
                print(f"NEW {library}: {name}: expected {test['result']}: {test['comment']}")
        elif known:
            status = 1
            print(f"GONE {library}: {name} agrees now: take it off the list ({known})")
    for library, (total, differ) in counts.items():
        print(f"{library}: {total} compared, {total - differ} agree, {differ} differ")
    sys.exit(status)


main()
