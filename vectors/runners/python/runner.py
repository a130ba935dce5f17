"""A contract-vector runner in Python: standard library and `cryptography`. The protocol: vectors/PROTOCOL.md."""
import base64, datetime, hashlib, json, math, re, struct, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

CURVES = {"P-256": (ec.SECP256R1, hashes.SHA256, 32, "ES256"), "P-384": (ec.SECP384R1, hashes.SHA384, 48, "ES384")}
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")

class Refused(Exception):
    """The input is invalid; the argument is the output."""

def need(condition, **output):
    if not condition:
        raise Refused(output)

def attempt(call, *arguments, **options):
    """What the library makes of it; what it refuses is refused."""
    try:
        return call(*arguments, **options)
    except (ValueError, RecursionError, InvalidSignature):
        raise Refused({})

def decode(text):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text) and len(text) % 4 != 1)
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(encode(data) == text)  # one value has one spelling
    return data

def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

def b64url(i, version):
    return {"text": encode(bytes.fromhex(i["hex"]))} if i["op"] == "encode" else {"hex": decode(i["text"]).hex()}

def strict(text):
    """I-JSON: no name twice, no lone surrogate, every number a double."""
    def members(pairs):
        need(len({k for k, _ in pairs}) == len(pairs))
        return dict(pairs)

    def number(digits):
        value = float(digits)
        need(math.isfinite(value))
        return value

    value = attempt(json.loads, text, object_pairs_hook=members, parse_int=number, parse_float=number, parse_constant=number)
    return attempt(json.dumps(value, ensure_ascii=False).encode) and value

def es_number(value):
    """Number::toString of ECMAScript, from the shortest digits that repr finds."""
    need(math.isfinite(value))
    if value == 0:
        return "0"
    mantissa, exponent = ("%r" % abs(value)).lower().partition("e")[::2]
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if -6 < point <= 21:
        padded = digits.rjust(len(digits) - min(point - 1, 0), "0").ljust(point, "0")
        text = (padded[:max(point, 1)] + "." + padded[max(point, 1):]).rstrip(".")
    else:
        text = digits[0] + ("." + digits[1:]).rstrip(".") + "e%+d" % (point - 1)
    return "-" + text if value < 0 else text

def canonical(v):
    if isinstance(v, bool) or v is None:
        return json.dumps(v)
    if isinstance(v, (int, float)):
        return es_number(float(v))
    if isinstance(v, str):
        return json.dumps(v, ensure_ascii=False)
    if isinstance(v, list):
        return "[" + ",".join(map(canonical, v)) + "]"
    names = sorted(v, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(canonical(name) + ":" + canonical(v[name]) for name in names) + "}"

def jcs(i, version):
    if i["op"] == "number":
        return {"canonical": es_number(struct.unpack(">d", bytes.fromhex(i["ieee754"]))[0])}
    return {"canonical": canonical(strict(i["json"] if i["op"] == "text" else attempt(base64.b64decode(i["json_base64"]).decode)))}

def import_key(jwk):
    need(isinstance(jwk, dict) and isinstance(jwk.get("kid"), str) and jwk.get("kty") == "EC")
    need(not any(member in jwk for member in PRIVATE) and jwk.get("crv") in CURVES and jwk.get("use", "sig") == "sig")
    curve, hash_, size, alg = CURVES[jwk["crv"]]
    need(jwk.get("alg", alg) == alg)
    x, y = decode(jwk.get("x")), decode(jwk.get("y"))
    need(len(x) == len(y) == size)
    return attempt(ec.EllipticCurvePublicKey.from_encoded_point, curve(), b"\4" + x + y), hash_, size, alg

def jwk(i, version):
    key, _, _, alg = import_key(i["jwk"])
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    thumbprint = encode(hashlib.sha256(canonical({m: i["jwk"][m] for m in ("crv", "kty", "x", "y")}).encode()).digest())
    return {"kid": i["jwk"]["kid"], "alg": alg, "thumbprint": thumbprint, "spki": base64.b64encode(der).decode()}

def verify_jws(jws, payload, keys, unencoded=True):
    need(isinstance(jws, str) and jws.count(".") == 2 and ".." in jws)
    head, signature = jws.split("..")
    signature, header = decode(signature), attempt(json.loads, decode(head))
    need(isinstance(header, dict))
    crit, b64 = header.get("crit"), header.get("b64", True)
    need("crit" not in header or (isinstance(crit, list) and crit and all(c == "b64" and c in header for c in crit)))
    need(isinstance(b64, bool) and (b64 or (unencoded and "crit" in header)))
    found = [k for k in keys if k.get("kid") == header.get("kid") and isinstance(header.get("kid"), str)]
    need(found)
    key, hash_, size, alg = import_key(found[0])
    need(header.get("alg") == alg and len(signature) == 2 * size)
    r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
    signed = head.encode() + b"." + (encode(payload).encode() if b64 else payload)
    attempt(key.verify, utils.encode_dss_signature(r, s), signed, ec.ECDSA(hash_()))
    return header["kid"], "base64url" if b64 else "unencoded"

def sign_jws(payload, key, form):
    """What a signature of ours announces, and whether verify_jws accepts it."""
    private = serialization.load_pem_private_key(key["pem"].encode(), None)
    crv, (_, hash_, size, alg) = next(row for row in CURVES.items() if row[1][3] == key["alg"])
    unencoded = {"b64": False, "crit": ["b64"]} if form == "unencoded" else {}
    head = encode(json.dumps({"alg": alg, "kid": key["kid"], **unencoded}).encode())
    signed = head.encode() + b"." + (payload if unencoded else encode(payload).encode())
    raw = b"".join(part.to_bytes(size, "big") for part in utils.decode_dss_signature(private.sign(signed, ec.ECDSA(hash_()))))
    point = private.public_key().public_numbers()
    x, y = (encode(part.to_bytes(size, "big")) for part in (point.x, point.y))
    public = {"kid": key["kid"], "kty": "EC", "crv": crv, "x": x, "y": y}
    accepted = verify_jws(head + ".." + encode(raw), payload, [public]) == (key["kid"], form)
    return {"alg": alg, "kid": key["kid"], "payload": form, "accepted": accepted}

def detached_jws(i, version):
    if i.get("op") == "sign":
        return sign_jws(base64.b64decode(i["payload_base64"]), i["key"], i["payload"])
    return dict(zip(("kid", "payload"), verify_jws(i["jws"], base64.b64decode(i["payload_base64"]), i["keys"])))

def ap2(i, version):
    need(isinstance(i["checkout"], dict))
    terms = canonical({k: v for k, v in i["checkout"].items() if k != "ap2"})
    if i["op"] == "terms":
        return {"canonical": terms}
    if i["op"] == "authorize":
        return sign_jws(terms.encode(), i["key"], "base64url")
    authorization = (i["checkout"].get("ap2") or {}).get("merchant_authorization")
    return {"kid": verify_jws(authorization, terms.encode(), i["keys"], unencoded=False)[0]}

def is_date(text):
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False

def negotiation(i, version):
    ordered = version == "2026-01-11"  # by name, versions compared by order
    if i["op"] == "version":
        platform, own = i["platform"], i["own"]
        served = is_date(platform) and platform <= own if ordered else platform in [own, *i["listed"]]
        return need(served, code="version_unsupported") or {}
    if i["op"] == "relevant":
        return {"relevant": {c["name"]: c["version"] for c in i["active"] if i["root"] in (c["name"], *c.get("extends", []))}}
    common = lambda a, b: b["version"] <= a["version"] if ordered else b["version"] == a["version"]
    active = {}
    for own in i["business"]:
        if any(own["name"] == p["name"] and common(own, p) for p in i["platform"]):
            if own["name"] not in active or active[own["name"]]["version"] < own["version"]:
                active[own["name"]] = own
    within = lambda r, v: not r or r["min"] <= v <= r.get("max", v)
    while True:
        def keep(c):
            requires, parents = c.get("requires", {}), c.get("extends")
            versions = all(within(r, active[n]["version"]) for n, r in requires.get("capabilities", {}).items() if n in active)
            return (not parents or any(p in active for p in parents)) and versions and within(requires.get("protocol"), i["protocol"])
        kept = {n: c for n, c in active.items() if keep(c)}
        if len(kept) == len(active):
            return {"active": {n: c["version"] for n, c in active.items()}}
        active = kept

def idempotency(i, version):
    if i["op"] == "retry":
        return need(i["first"] == i["second"], code="idempotency_conflict") or {}
    return need(re.fullmatch(r"[A-Za-z0-9_.:~-]{16,255}", i["key"])) or {}

def order_status(i, version):
    total, done = i["quantity"]["total"], i["quantity"]["fulfilled"]
    return {"status": "removed" if total == 0 else "fulfilled" if done >= total else "partial" if done else "processing"}

FAMILIES = {"base64url": b64url, "jcs": jcs, "jwk": jwk, "detached-jws": detached_jws, "ap2": ap2,
            "negotiation": negotiation, "idempotency": idempotency, "order-status": order_status}

def answer(case):
    try:
        return {"id": case["id"], "result": "valid", "output": FAMILIES[case["family"]](case["input"], case["version"])}
    except Refused as refused:
        return {"id": case["id"], "result": "invalid", "output": refused.args[0]}
    except Exception as error:  # the runner's own fault: say so instead of guessing
        return {"id": case["id"], "result": "error", "message": repr(error)}

for line in sys.stdin:
    message = json.loads(line)
    reply = answer(message) if "id" in message else {
        "hello": {"protocol": 1, "name": "python-example", "version": "1", "families": list(FAMILIES), "window": 16}}
    print(json.dumps(reply), flush=True)
