"""Writes Tests/Fixtures/token-lint.json: tokens, and the findings that every linter of this project must have on them.

Both linters, the one of `tessera token lint` and the one of the page /tools/token, run these cases. A finding is an id
and stands at most once per token; severity and section come from Tests/Fixtures/token-lint-rules.json, whose order is
the order of the findings.
"""

import base64
import hashlib
import hmac
import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
NOW = 1_795_464_930
RULES = {rule["id"]: rule for rule in json.loads((FOLDER / "token-lint-rules.json").read_text())["rules"]}
ORDER = list(RULES)
CASES = []
SIGNATURE = bytes(range(1, 65))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value):
    """JSON bytes of a value; bytes and texts stand for themselves."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def header(**changes):
    return changed({"alg": "ES256", "typ": "at+jwt", "kid": "key-1"}, changes)


def claims(**changes):
    standard = {
        "iss": "https://id.example.com",
        "sub": "account-1",
        "aud": "https://api.example.com",
        "client_id": "web",
        "iat": NOW,
        "exp": NOW + 300,
        "jti": "token-1",
        "scope": "notes:read notes:write",
        "status": {"status_list": {"idx": 5, "uri": "https://id.example.com/status/lists/0"}},
    }
    return changed(standard, changes)


def changed(standard, changes):
    """Members changed; `...` removes one, and a name's double underscore stands for #."""
    for name, value in changes.items():
        name = name.replace("__", "#")
        if value is ...:
            standard.pop(name, None)
        else:
            standard[name] = value
    return standard


def token(head=None, body=None, signature=SIGNATURE):
    parts = [text(header() if head is None else head), text(claims() if body is None else body), signature]
    return ".".join(encode(part) for part in parts)


def signed(head, secret, body=None, digest=hashlib.sha256):
    content = token(head, body, b"")[:-1]
    return content + "." + encode(hmac.new(secret, content.encode(), digest).digest())


def case(name, compact, *findings, keys=None):
    for finding in findings:
        if finding not in RULES:
            raise SystemExit(f"{name}: there is no rule {finding}")
    entry = {"name": name, "token": compact, "now": NOW}
    if keys is not None:
        entry["jwks"] = keys if isinstance(keys, dict) else {"keys": keys}
    entry["findings"] = [
        {"id": finding, "severity": RULES[finding]["severity"], "section": RULES[finding]["section"]}
        for finding in sorted(set(findings), key=ORDER.index)
    ]
    CASES.append(entry)


def with_header(name, *findings, **changes):
    case(name, token(head=header(**changes)), *findings)


def with_claims(name, *findings, **changes):
    case(name, token(body=claims(**changes)), *findings)


def shape():
    good = token()
    head, body, signature = good.split(".")
    case("an access token of this product has no finding", good)
    case("JSON serialization", '{"payload":"e30","signatures":[]}', "json_serialization")
    case("a line break inside", good[:40] + "\n" + good[40:], "white_space")
    case("two parts", head + "." + body, "part_count")
    case("one part", "abc", "part_count", "header_not_json")
    case("nothing at all", "", "part_count", "header_not_json")
    case("four parts", good + ".e30", "part_count")
    case("three dots alone", "...", "part_count", "header_not_json", "payload_not_json")
    case("padding", head + "." + body + "." + signature + "==", "padding")
    fancy = encode(text(claims(sub="???>>>~~~"))).replace("-", "+").replace("_", "/")
    case("the standard alphabet", head + "." + fancy + "." + signature, "standard_alphabet")
    case("a foreign character", head + "." + body + "." + signature[:-1] + "!", "foreign_character")
    case("a part that was cut", head + "." + body + "." + signature[:-1], "impossible_length", "signature_length")
    case("bits behind the last byte", head + "." + body + "." + signature[:-1] + "B", "trailing_bits")
    case("a large token", token(body=claims(blob="x" * 3200)), "token_large")
    case("an oversized token", token(body=claims(blob="x" * 6400)), "token_oversized")
    encrypted = encode(text({"alg": "RSA-OAEP-256", "enc": "A256GCM", "typ": "at+jwt", "kid": "key-1"}))
    case("an encrypted token", encrypted + ".AAAA.AAAA.AAAA.AAAA", "encrypted_token")
    old = encode(text({"alg": "RSA1_5", "enc": "A128CBC-HS256", "zip": "DEF", "kid": "key-1", "typ": "at+jwt"}))
    case("weak encryption of compressed content", old + ".AAAA.AAAA.AAAA.AAAA",
         "encrypted_token", "weak_encryption", "compressed_content")


def json_texts():
    plain = text(header())
    for name, head, finding in [
        ("no JSON", "alg", "header_not_json"),
        ("an array", "[]", "header_not_json"),
        ("a byte order mark", b"\xef\xbb\xbf" + plain, "header_not_json"),
        ("overlong UTF-8", b'{"alg":"ES256","typ":"at+jwt","kid":"\xc0\xaf"}', "header_not_json"),
        ("half of a surrogate pair", '{"alg":"ES256","typ":"at+jwt","kid":"\\ud800"}', "header_not_json"),
        ("bytes behind the object", plain + b"x", "header_not_json"),
        ("a bomb of arrays", '{"a":' + "[" * 200 + "]" * 200 + "}", "json_limits"),
        ("a number beyond a double", '{"alg":"ES256","typ":"at+jwt","kid":"key-1","n":1e999}', "json_limits"),
        ("a parameter twice", '{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"key-1"}', "duplicate_header_parameter"),
    ]:
        case("header: " + name, token(head=head), finding)
    body = text(claims())
    for name, payload, finding in [
        ("no JSON", "hello", "payload_not_json"),
        ("a number", "1", "payload_not_json"),
        ("empty", "", "payload_not_json"),
        ("UTF-16", body.decode().encode("utf-16-le"), "payload_not_json"),
        ("a control character in a text", body.replace(b"account-1", b"account\x01"), "payload_not_json"),
        ("a claim twice", body.replace(b'{"iss"', b'{"sub":"admin","iss"'), "duplicate_claim"),
        ("a member twice, deeper", body.replace(b'"idx":5', b'"idx":4,"idx":5'), "duplicate_claim"),
        ("a bomb of arrays", b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "json_limits"),
        ("a number beyond a double", body.replace(b'"scope"', b'"n":-1e400,"scope"'), "json_limits"),
    ]:
        case("payload: " + name, token(body=payload), finding)
    many = "{" + ",".join(f'"m{index}":0' for index in range(1001)) + "}"
    case("payload: more members than a careful reader takes", token(body=many), "json_limits", "token_oversized")


def algorithms():
    with_header("no algorithm", "algorithm_missing", alg=...)
    for spelling in ["none", "None", "NONE", "nOnE"]:
        case(f"unsecured: {spelling}", token(header(alg=spelling, kid=...), signature=b""), "algorithm_none")
    with_header("none with a signature", "algorithm_none", "unsecured_with_signature", alg="none")
    with_header("an algorithm in lower case", "algorithm_unregistered", alg="es256")
    with_header("an empty algorithm", "algorithm_unregistered", alg="")
    with_header("an algorithm that is a number", "header_parameter_type", alg=256)
    case("a symmetric algorithm", token(header(alg="HS256"), signature=SIGNATURE[:32]), "algorithm_symmetric")
    case("a symmetric algorithm with a cut signature", token(header(alg="HS256"), signature=SIGNATURE[:31]),
         "algorithm_symmetric", "signature_length")
    for secret in [b"secret", b"your-256-bit-secret", b""]:
        case(f"a famous secret: {secret.decode()!r}", signed(header(alg="HS256"), secret),
             "algorithm_symmetric", "famous_secret")
    case("a famous secret of HS512", signed(header(alg="HS512"), b"shhhhh", digest=hashlib.sha512),
         "algorithm_symmetric", "famous_secret")
    case("a secret that nobody knows", signed(header(alg="HS256"), bytes(range(32))), "algorithm_symmetric")
    case("PKCS #1", token(header(alg="RS256"), signature=SIGNATURE * 4), "algorithm_pkcs1")
    case("PSS", token(header(alg="PS256"), signature=SIGNATURE * 4))
    case("EdDSA", token(header(alg="EdDSA")))
    case("ES512", token(header(alg="ES512"), signature=b"\x01" * 132))


def signatures():
    case("the signature is cut off", token(signature=b""), "signature_missing")
    case("a short signature", token(signature=SIGNATURE[:63]), "signature_length")
    case("a signature by an RSA key of 1024 bits", token(header(alg="PS256"), signature=SIGNATURE * 2),
         "signature_length")
    der = bytes([0x30, 68, 2, 32]) + SIGNATURE[:32] + bytes([2, 32]) + SIGNATURE[32:]
    case("a signature in DER", token(signature=der), "der_signature")
    case("R and S are zero", token(signature=bytes(64)), "zero_signature")
    case("S is zero", token(signature=SIGNATURE[:32] + bytes(32)), "zero_signature")


def header_parameters():
    with_header("crit", "critical_header", crit=["exp"], exp=1)
    for name, value in [("empty", []), ("a text", "exp"), ("a registered name", ["alg"]), ("absent from the header", ["x"])]:
        with_header(f"crit is malformed: {name}", "critical_malformed", crit=value)
    with_header("an unencoded payload", "critical_header", "unencoded_payload", b64=False, crit=["b64"])
    with_header("b64 is no truth value", "header_parameter_type", b64="false")
    with_header("jku", "key_address", jku="https://evil.example.com/keys")
    with_header("x5u", "key_address", x5u="http://169.254.169.254/")
    public = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
    with_header("a key inside", "embedded_key", jwk=public)
    with_header("a certificate inside", "embedded_key", x5c=["MIIB"])
    with_header("a private key inside", "embedded_key", "embedded_private_key", jwk=public | {"d": "AA"})
    with_header("x5c is no list", "embedded_key", "header_parameter_type", x5c="MIIB")
    with_header("no key id", "key_id_missing", kid=...)
    for value in ["../../dev/null", "/etc/passwd", "x' UNION SELECT 'k", "k;id", "*)(uid=*", "a\u0000b", "$(id)", "%2e%2e"]:
        with_header(f"a key id that attacks: {json.dumps(value)}", "key_id_suspicious", kid=value)
    for value in ["HnPsCL2zhW1B--_ZK", "https://id.example.com/keys#1", "key 1", "2026-11-23"]:
        with_header(f"a key id without harm: {value}", kid=value)
    with_header("a key id that is a list", "header_parameter_type", kid=["key-1"])
    with_header("a key id that is null", "header_parameter_type", kid=None)
    with_header("a huge key id", "key_id_long", kid="k" * 256)
    with_header("no type", "type_missing", typ=...)
    with_header("the type JWT", "type_generic", typ="JWT")
    with_header("the type with its prefix", "type_prefix", typ="application/at+jwt")
    with_header("the type in capitals", typ="AT+JWT")
    with_header("a content type of nested tokens before plain claims", "nested_token", cty="JWT")
    case("a nested token with its inner one", token(header(cty="JWT"), token()), "nested_token")
    with_header("compressed content", "compressed_content", zip="DEF")
    proof = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public}
    case("a DPoP proof", token(proof, {"jti": "p", "htm": "GET", "htu": "https://a.example", "iat": NOW}), "other_type")
    with_header("a replicated claim that differs", "replicated_claim_differs", iss="https://evil.example.com")
    with_header("a replicated claim that agrees", iss="https://id.example.com")


def claim_values():
    required = {"iss": "issuer", "sub": "subject", "aud": "audience", "client_id": "client_id", "exp": "expiry",
                "iat": "issued_at", "jti": "token_id"}
    for name, word in required.items():
        with_claims(f"no {name}", word + "_missing", **{name: ...})
    case("no claims", token(body={}), *[word + "_missing" for word in required.values()])
    for name in ["iss", "sub", "client_id", "jti"]:
        with_claims(f"an empty {name}", "claim_empty", **{name: ""})
    for name, value in [("sub", 5), ("iss", ["https://id.example.com"]), ("exp", str(NOW + 300)), ("aud", {"a": 1}),
                        ("aud", ["a", 1]), ("jti", None), ("iat", True), ("amr", "pwd"), ("auth_time", "now")]:
        with_claims(f"{name} of the wrong type: {json.dumps(value)}", "claim_type", **{name: value})
    for value in ["http://id.example.com", "id", "https://id.example.com?x=1", "https://id.example.com#x"]:
        with_claims(f"an issuer that is no address to trust: {value}", "issuer_not_https", iss=value)
    for value in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080/tenant"]:
        with_claims(f"an issuer on the own machine: {value}", iss=value)
    with_claims("not quite the own machine", "issuer_not_https", iss="http://localhost.example.com")
    for value in [[], "", ["https://api.example.com", ""]]:
        with_claims(f"an empty audience: {json.dumps(value)}", "audience_empty", aud=value)
    with_claims("an audience for all", "audience_wildcard", aud=["*"])
    with_claims("scope as an array", "scope_not_text", scope=["notes:read"])
    for value in ["a  b", " a", "a\tb", "a\"b"]:
        with_claims(f"a scope with a fault: {json.dumps(value)}", "scope_syntax", scope=value)
    with_claims("an empty scope", scope="")
    with_claims("scp", "scope_other_name", scope=..., scp="notes:read")
    with_claims("an e-mail address", "personal_data", email="zoe@example.com")
    with_claims("an e-mail address under another name", "personal_data", sub="zoe@example.com")
    with_claims("a password", "secret_in_claims", password="hunter2")
    with_claims("a secret, deeper", "secret_in_claims", app={"list": [{"Client-Secret": "x"}]})
    with_claims("a token in the token", "secret_in_claims", upstream="eyJhbGciOiJub25lIn0.e30.")
    with_claims("a private key in PEM", "secret_in_claims", data="-----BEGIN PRIVATE KEY-----\nMIIE")
    with_claims("a card number", "card_number", ref="4111 1111 1111 1111")
    with_claims("a number that is no card", ref="4111 1111 1111 1112")
    for value in ["x", {"status_list": {"idx": -1, "uri": "https://a.example/1"}}, {"status_list": {"idx": 1}},
                  {"status_list": {"idx": "1", "uri": "https://a.example/1"}}, {"status_list": 7},
                  {"status_list": {"idx": 1, "uri": "http://a.example/1"}}]:
        with_claims(f"a status of the wrong form: {json.dumps(value)}", "status_shape", status=value)
    with_claims("a status by another mechanism", status={"other": {}})
    with_claims("no status", status=...)
    with_claims("a bound token", cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})
    with_claims("cnf is a text", "confirmation_shape", cnf="key")
    with_claims("cnf is empty", "confirmation_shape", cnf={})
    case("an ID token", token(header(typ="JWT"), {"iss": "https://id.example.com", "sub": "account-1", "aud": "web",
         "iat": NOW, "exp": NOW + 300, "nonce": "n", "email": "zoe@example.com"}), "id_token")


def times():
    with_claims("expired", "expired", iat=NOW - 600, exp=NOW)
    with_claims("not valid yet", "not_yet_valid", nbf=NOW + 1)
    with_claims("issued in the future", "issued_in_future", iat=NOW + 31)
    with_claims("issued in the future by less than clocks differ", iat=NOW + 30)
    with_claims("expires when issued", "expires_before_issued", iat=NOW + 10, exp=NOW + 10)
    with_claims("expires before it becomes valid", "not_yet_valid", "never_valid", nbf=NOW + 300)
    with_claims("an hour", exp=NOW + 3600)
    with_claims("more than an hour", "lifetime_long", exp=NOW + 3601)
    with_claims("a day", "lifetime_long", exp=NOW + 86_400)
    with_claims("more than a day", "lifetime_very_long", exp=NOW + 86_401)
    with_claims("milliseconds", "time_in_milliseconds", iat=NOW * 1000, exp=(NOW + 300) * 1000)
    with_claims("negative", "time_out_of_range", exp=-1)
    with_claims("2⁶³", "time_out_of_range", exp=2**63)
    with_claims("a fraction", "fractional_time", exp=NOW + 300.5)
    case("a whole number with an exponent", token(body=text(claims(exp=...))[:-1] + b',"exp":1.795465e9}'))


def keys():
    # The example keys of RFC 7515 A.2, A.3 and RFC 8037 A.2; short and weak ones are made here.
    curve = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
    edwards = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    about = {"kid": "key-1", "alg": "ES256", "use": "sig"}
    good = curve | about
    case("a good key", token(), keys=[good])
    case("a key alone", token(), keys=good)
    case("no keys at all", token(), "key_set_unreadable", keys={"error": "not_found"})
    case("a private key", token(), "private_key_published",
         keys=[good | {"d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}])
    modulus = int.from_bytes(hashlib.shake_256(b"modulus").digest(256), "big") | 1 << 2047 | 1
    rsa = {"kty": "RSA", "e": "AQAB", "kid": "rsa", "alg": "RS256", "use": "sig"}
    case("an RSA key of 2048 bits", token(), keys=[good, rsa | {"n": number(modulus)}])
    case("a short RSA key", token(), "key_rsa_short", keys=[good, rsa | {"n": number(modulus >> 1024 | 1 << 1023)}])
    case("predictable primes", token(), "key_weak_primes", keys=[good, rsa | {"n": number(predictable())}])
    secret = {"kty": "oct", "kid": "secret", "alg": "HS256", "use": "sig"}
    case("a symmetric key", signed(header(alg="HS256", kid="secret"), bytes(range(32))),
         "algorithm_symmetric", "secret_key_in_set", keys=[secret | {"k": encode(bytes(range(32)))}])
    case("a short symmetric key", signed(header(alg="HS256", kid="secret"), bytes(range(31))),
         "algorithm_symmetric", "secret_key_in_set", "key_secret_short", keys=[secret | {"k": encode(bytes(range(31)))}])
    case("a key without id", token(head=header(kid=...)), "key_id_missing", "key_without_id",
         keys=[without(good, "kid")])
    case("two keys of one id", token(), "key_ids_repeated", keys=[good, edwards | about | {"alg": "EdDSA"}])
    case("a key without algorithm", token(), "key_without_algorithm", keys=[without(good, "alg")])
    case("a key without use", token(), "key_without_use", keys=[without(good, "use")])
    case("a key with operations instead of use", token(), keys=[without(good, "use") | {"key_ops": ["verify"]}])
    case("a key off its curve", token(), "key_unusable", keys=[good | {"y": good["x"]}])
    case("a key that is no object", token(), "key_unusable", keys=[good, 7])
    case("a key of an unknown type", token(), keys=[good, {"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "use": "sig"}])
    case("an unknown key", token(), "key_id_unknown", keys=[good | {"kid": "key-2"}])
    case("the algorithm of another key", token(header(alg="EdDSA")), "key_algorithm_mismatch", keys=[good])
    case("a public key taken for a secret", token(header(alg="HS256"), signature=SIGNATURE[:32]),
         "algorithm_symmetric", "key_algorithm_mismatch", keys=[good])
    case("a key for encryption", token(), "key_not_for_signatures", keys=[good | {"use": "enc"}])
    case("a key for other operations", token(), "key_not_for_signatures",
         keys=[without(good, "use") | {"key_ops": ["deriveKey"]}])


def without(value, name):
    return {member: content for member, content in value.items() if member != name}


def number(value):
    return encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def predictable():
    """A modulus that is 1 modulo every prime by which CVE-2017-15361 is recognised, and no product of two primes."""
    product = 1
    for prime in [2] + [n for n in range(3, 168) if all(n % divisor for divisor in range(2, n))]:
        product *= prime
    return ((1 << 2047) // product + 1) * product + 1


def main():
    for group in [shape, json_texts, algorithms, signatures, header_parameters, claim_values, times, keys]:
        group()
    names = [entry["name"] for entry in CASES]
    if len(set(names)) != len(names):
        raise SystemExit("two cases have the same name")
    untested = set(ORDER) - {finding["id"] for entry in CASES for finding in entry["findings"]}
    if untested:
        raise SystemExit(f"no case finds {sorted(untested)}")
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in CASES)
    (FOLDER / "token-lint.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(CASES)} cases, {len(ORDER)} rules")


main()
