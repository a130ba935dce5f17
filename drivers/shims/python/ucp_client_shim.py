#!/usr/bin/env python3
"""Shim for PyPI ucp-client 0.0.11 (with ucp-sdk 0.1.0): its asynchronous client behind JSON lines."""

import asyncio
import contextlib
import json
import sys

from ucp_client import UCPClient, UCPClientError
from ucp_sdk.models.schemas.shopping import checkout_create_req, checkout_update_req


class Shim:
    def __init__(self):
        self.client = None

    async def connect(self, question):
        # The library takes the whole value of UCP-Agent.
        agent = 'profile="%s"' % question["profile"]
        self.client = UCPClient(base_url=question["url"], ucp_agent_profile=agent, timeout=30)

    async def discover(self, _question):
        return await self.client.get_merchant_profile()

    async def create(self, question):
        body = checkout_create_req.CheckoutCreateRequest(**question["body"])
        return await self.client.create_checkout(body, question.get("key"))

    async def get(self, question):
        return await self.client.get_checkout(question["id"])

    async def update(self, question):
        body = checkout_update_req.CheckoutUpdateRequest(**question["body"])
        return await self.client.update_checkout(question["id"], body, question.get("key"))

    async def complete(self, question):
        return await self.client.complete_checkout(
            question["id"], question["payment"], idempotency_key=question.get("key")
        )

    async def cancel(self, question):
        return await self.client.cancel_checkout(question["id"], question.get("key"))

    async def get_order(self, question):
        return await self.client.get_order(question["id"])


OPERATIONS = ("connect", "discover", "create", "get", "update", "complete", "cancel", "get_order")


def plain(result):
    """Models as JSON; what is JSON stays."""
    dump = getattr(result, "model_dump", None)
    return dump(mode="json", exclude_none=True) if dump else result


async def answer(shim, question):
    if question.get("op") not in OPERATIONS:
        return {"err": "unknown_op", "msg": "there is no operation %r" % question.get("op")}
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return {"ok": plain(await getattr(shim, question["op"])(question)) or {}}
    except UCPClientError as error:
        return {"err": "http_%s" % error.status_code, "msg": str(error)[:500]}
    except Exception as error:  # what the library raises is what its user would get
        return {"err": type(error).__name__, "msg": str(error)[:500]}


async def main():
    shim = Shim()
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(await answer(shim, json.loads(line))), flush=True)


asyncio.run(main())
