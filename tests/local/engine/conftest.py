"""One engine for all tests of this folder, forgotten and seeded anew before each of them."""

import json

import pytest
from at_rest import at_rest

from flowlog_config.local.engine import Settings, ThreadEngine


@pytest.fixture(scope="module")
def running_engine():
    """The engine, started once a module and stopped after it, so that other folders can start their own."""
    with ThreadEngine(Settings()) as engine:
        yield engine


@pytest.fixture
def engine(running_engine):
    """The engine with nothing in it but the account's default VPC and the bootstrap objects."""
    running_engine.configure(Settings())
    return running_engine


@pytest.fixture
def sampled(running_engine):
    """The engine with the sample network."""
    running_engine.configure(Settings(sample_network=True))
    return running_engine


@pytest.fixture
def ec2(sampled):
    """EC2 with the sample network."""
    return sampled.client("ec2")


@pytest.fixture
def logs(sampled):
    """CloudWatch Logs beside the sample network."""
    return sampled.client("logs")


@pytest.fixture
def deploy(sampled):
    """Create or update a stack and give it with its outputs when it has come to rest."""
    cloudformation = sampled.client("cloudformation")

    def act(template, name="pipeline"):
        arguments = {
            "StackName": name,
            "TemplateBody": json.dumps(template),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }
        try:
            cloudformation.describe_stacks(StackName=name)
            cloudformation.update_stack(**arguments)
        except cloudformation.exceptions.ClientError as error:
            if "does not exist" not in str(error):
                raise
            cloudformation.create_stack(**arguments)
        stack = at_rest(cloudformation, name)
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        stack["Reasons"] = [each.get("ResourceStatusReason", "") for each in events]
        stack["Values"] = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
        return stack

    return act


@pytest.fixture
def remove(sampled):
    """Delete a stack and give its last state."""
    cloudformation = sampled.client("cloudformation")

    def act(name="pipeline"):
        identifier = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=name)
        return at_rest(cloudformation, identifier)["StackStatus"]

    return act
