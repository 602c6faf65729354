"""A fake AWS for discovery: sessions and paginators that answer from what a test gives them."""

import json
from pathlib import Path

from botocore.exceptions import ClientError

ACCOUNT, OTHER = "111122223333", "444455556666"


def aws_error(code, operation="DescribeSomething"):
    """An answer of AWS that refuses, with a request id and a long message as AWS gives them."""
    error = {"Code": code, "Message": "Encoded authorization failure message: 9wXj secret-looking text"}
    metadata = {"RequestId": "req-0123"}
    return ClientError({"Error": error, "ResponseMetadata": metadata}, operation)


class FakePaginator:
    """Gives pages, and raises what is among them."""

    def __init__(self, pages, asked, operation):
        self._pages, self._asked, self._operation = pages, asked, operation

    def paginate(self, **arguments):
        """Give the pages one by one."""
        self._asked.append((self._operation, arguments))
        for page in self._pages:
            if isinstance(page, Exception):
                raise page
            yield page


class FakeClient:
    """An EC2 or STS client."""

    def __init__(self, session):
        self._session = session

    def get_paginator(self, operation):
        """Give a paginator over the pages of the test."""
        return FakePaginator(self._session.pages.get(operation, [{}]), self._session.asked, operation)

    def get_caller_identity(self):
        """Tell the account, or raise."""
        if isinstance(self._session.account_id, Exception):
            raise self._session.account_id
        return {"Account": self._session.account_id}


class FakeSession:
    """
    A session of one target.

    Args:
        account_id: What AWS says the account is; an exception is raised instead.
        pages: By operation; every other gives one empty page.
    """

    def __init__(self, account_id=ACCOUNT, **pages):
        self.account_id, self.pages, self.asked, self.configs = account_id, pages, [], []

    def client(self, service_name, *, config=None):
        """Give a client and keep its settings."""
        self.configs.append((service_name, config))
        return FakeClient(self)


def vpc(number, **more):
    """One item of DescribeVpcs."""
    return {"VpcId": f"vpc-{number:017x}", "OwnerId": ACCOUNT, "State": "available", **more}


INTERFACES = Path(__file__).parents[1] / "fixtures" / "interfaces"


def interface(name):
    """One item of DescribeNetworkInterfaces, by the name of its fixture."""
    return json.loads((INTERFACES / f"{name}.json").read_text())


def only(part):
    """The one resource a part holds."""
    (found,) = part.resources.values()
    return found
