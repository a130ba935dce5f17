#!/usr/bin/env python3
"""Shim template: lets ucp-assay drive a connector that is a Python library.

One question per line on standard input, one answer per line on standard output (docs/connector-drivers.md):

    {"op": "create", "business": "https://shop.example", "checkout": {...}, "whole": {...}, "key": "..."}
    {"ok": {"id": "...", "status": "incomplete", ...}}     or     {"err": "code", "msg": "text", "data": {...}}

Replace the body of the functions below by calls of your library; delete those it does not have, and the
same lines in the driver file. Nothing but answers may be printed: standard output is redirected to standard
error while your code runs. As it stands the template talks plain, unsigned REST, so that it can be tried.
"""

import contextlib
import json
import sys
import urllib.error
import urllib.request
import uuid


class Refused(Exception):
    """What the business refuses: a code, a text, and what it answered."""

    def __init__(self, code, text, data=None):
        super().__init__(text)
        self.code, self.data = code, data


def request(question, method, path, body=None):
    """Replace this by your library's client."""
    headers = {
        "Accept": "application/json",
        "UCP-Agent": 'profile="%s"' % question.get("profile", "https://agent.example/profile.json"),
        "Request-Id": str(uuid.uuid4()),
    }
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    if method != "GET":
        headers["Idempotency-Key"] = question["key"]
    call = urllib.request.Request(question["business"] + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            told = json.loads(text)
        except ValueError:
            told = {}
        raise Refused(told.get("code", "http_%d" % error.code), text[:500], told) from error


def discover(question):
    return request(question, "GET", "/.well-known/ucp")


def create(question):
    # "whole" is the content in the layout of the version that the business speaks.
    return request(question, "POST", "/checkout-sessions", question["whole"])


def get(question):
    return request(question, "GET", "/checkout-sessions/" + question["id"])


def update(question):
    # "checkout" holds only what changes, "whole" all of it: an update replaces everything.
    return request(question, "PUT", "/checkout-sessions/" + question["id"], question["whole"])


def cancel(question):
    return request(question, "POST", "/checkout-sessions/" + question["id"] + "/cancel", {})


OPERATIONS = {one.__name__: one for one in (discover, create, get, update, cancel)}


def answer(question):
    operation = OPERATIONS.get(question.get("op"))
    if operation is None:
        return {"err": "unknown_op", "msg": "there is no operation %r" % question.get("op")}
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return {"ok": operation(question)}
    except Refused as refused:
        return {"err": refused.code, "msg": str(refused), "data": refused.data}
    except Exception as error:  # a shim that dies says nothing about the connector
        return {"err": type(error).__name__, "msg": str(error)[:500]}


def main():
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
