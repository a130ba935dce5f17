"""Seeds for the fuzz targets: what the contract vectors give each parser. Usage: fuzz-seeds.py CORPUS"""
import base64, binascii, glob, hashlib, json, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Target, families, and which members of an input are its bytes.
SOURCES = {
    "structured_field": (["structured-field"], ["lines"]), "ucp_agent": (["structured-field"], ["lines"]),
    "signature_input": (["http-signature-request", "http-signature-webhook"], ["headers", "signature_input"]),
    "detached_jws": (["detached-jws", "ap2"], ["jws", "merchant_authorization"]), "jcs": (["jcs"], ["json", "json_base64"]),
    "profile": (["profile"], ["document"]), "checkout_body": (["schema"], ["document"]),
    "cursor": (["cursor"], ["cursor"]), "jwk": (["jwk"], ["jwk"]),
}


def texts(value, members, inside=False):
    """Every text below one of the members; an object is a text of its own."""
    if isinstance(value, dict):
        if inside:
            yield json.dumps(value, ensure_ascii=False).encode()
        for name, member in value.items():
            if inside or name in members:
                yield from texts(member, members, True)
            elif isinstance(member, (dict, list)):
                yield from texts(member, members)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member, members, inside)
    elif isinstance(value, str) and inside:
        yield value.encode("utf-8", "surrogatepass")
        try:
            yield base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            pass


for target, (families, members) in SOURCES.items():
    folder = pathlib.Path(sys.argv[1]) / target
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for family in families for path in glob.glob(str(ROOT / f"vectors/{family}/20*.json")) + glob.glob(str(ROOT / f"vectors/{family}/every*.json"))]:
        for test in json.loads(pathlib.Path(path).read_text())["tests"]:
            for seed in texts(test["input"], members):
                (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
folder = pathlib.Path(sys.argv[1]) / "scenario"
folder.mkdir(parents=True, exist_ok=True)
for path in (ROOT / "scenarios").rglob("*.yaml"):
    (folder / path.name).write_bytes(path.read_bytes())
