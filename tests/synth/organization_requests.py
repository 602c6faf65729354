"""The requests CloudFormation makes of what only the stacks of an organization have."""

import json

from api_requests import REFERENCES, requests_of, resolve

ARNS = {
    "AWS::Events::Rule": "arn:aws:events:eu-west-1:111122223333:rule/stack-Rule-1A2B3C",
    "AWS::Lambda::Function": "arn:aws:lambda:eu-west-1:111122223333:function:stack-Keeper-1A2B3C",
}


def organization_requests(resource, template, region):
    """Give (service, operation, request) for each call that creates a resource, also of an organization."""
    known = _without_own_arns(resource, template)
    if resource["Type"] not in OWN:
        return requests_of(known, template, region)
    return OWN[resource["Type"]](resolve(known["Properties"], template, region))


def _without_own_arns(value, template):
    """Put sample ARNs in the place of references to what the shared samples do not know."""
    match value:
        case {"Fn::GetAtt": [name, "Arn"]} if template["Resources"][name]["Type"] in ARNS:
            return ARNS[template["Resources"][name]["Type"]]
        case {"Ref": name} if name in template["Resources"] and template["Resources"][name]["Type"] in REFERENCES:
            return REFERENCES[template["Resources"][name]["Type"]]
        case dict():
            return {key: _without_own_arns(one, template) for key, one in value.items()}
        case list():
            return [_without_own_arns(one, template) for one in value]
    return value


def _stack_set(p):
    instances = p.pop("StackInstancesGroup")
    name, call_as, preferences = p["StackSetName"], p["CallAs"], p.pop("OperationPreferences")
    more = {"StackSetName": name, "CallAs": call_as, "OperationPreferences": preferences}
    made = [("cloudformation", "CreateStackInstances", {**more, **one}) for one in instances]
    return [("cloudformation", "CreateStackSet", p), *made]


def _function(p):
    code = {"ZipFile": p.pop("Code")["ZipFile"].encode()}
    tags = {tag["Key"]: tag["Value"] for tag in p.pop("Tags")}
    return [("lambda", "CreateFunction", {"FunctionName": "Function", **p, "Code": code, "Tags": tags})]


def _rule(p):
    targets = {"Rule": "Rule", "Targets": p.pop("Targets")}
    if "EventPattern" in p:
        p["EventPattern"] = json.dumps(p["EventPattern"])
    return [("events", "PutRule", {"Name": "Rule", **p}), ("events", "PutTargets", targets)]


OWN = {
    "AWS::CloudFormation::StackSet": _stack_set,
    "AWS::CloudWatch::Alarm": lambda p: [("cloudwatch", "PutMetricAlarm", {"AlarmName": "Alarm", **p})],
    "AWS::Events::Rule": _rule,
    "AWS::Lambda::EventInvokeConfig": lambda p: [("lambda", "PutFunctionEventInvokeConfig", p)],
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::Permission": lambda p: [("lambda", "AddPermission", {"StatementId": "s", **p})],
    "AWS::CloudFormation::CustomResource": lambda _: [],
}
