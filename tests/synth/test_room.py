"""How many resources the plan counts for a stack, against the templates: of every shape, and of random files."""

import json
import random
from dataclasses import replace
from itertools import combinations, islice

import pytest
from shapes import SHAPES
from synthesised import SECRET

from flowlog_config.formats import Family, fields_of
from flowlog_config.inventory import Assignment, Inventory
from flowlog_config.plan import make_plan
from flowlog_config.plan.once import Once
from flowlog_config.plan.room import MOST_OUTPUTS, Stack
from flowlog_config.schema import InvalidConfigError, load
from flowlog_constructs.batch import Batch
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.contents import add_contents
from stacks.forwarding import Code
from stacks.prepared import prepared

CENTRAL, OTHERS, REGION = "999988887777", ("111122223333", "222233334443", "333344445555"), "eu-west-1"
AGGREGATOR = {"endpoint": "https://a.example.com/", "cluster_name": "c"}
ROUTES = ("cloudwatch", "firehose", "s3", "lambda")


def _counted(planned, directory):
    """Give what the plan counts and what the templates have, by stack."""
    app = make_app(outdir=str(directory))
    stacks = add_stacks(app, planned.plan)
    app.synth()
    paths = {stack.stack_name: directory / stack.template_file for stack in stacks}
    documents = {name: json.loads(path.read_text()) for name, path in paths.items()}
    return planned.resources, {name: len(documents[name].get("Resources", {})) for name in planned.resources}


@pytest.mark.parametrize("name", SHAPES)
def test_counts_what_the_templates_of_every_shape_have(tmp_path, name):
    """Not one more, and not one less."""
    counted, there = _counted(make_plan(load("test.yaml", SHAPES[name])), tmp_path)
    assert counted == there


def _some(chance, **choices):
    """Choose for each key one of the values, or leave it out where that is None."""
    chosen = {key: chance.choice(values) for key, values in choices.items()}
    return {key: value for key, value in chosen.items() if value is not None}


def _s3(chance):
    readers = [{"name": f"r{i}", "principals": CENTRAL, "external_id": "reader-1"} for i in range(chance.randrange(3))]
    found = _some(chance, bucket=[None, None, "arn:aws:s3:::archive/a/"], aggregator_reads=[None, True])
    return {**found, **({"readers": readers} if readers else {})}


def _secret_in(account):
    return SECRET.replace(OTHERS[0], account)


def _file(chance):
    """Make a file of one to four targets, some of which deliver to another, on any routes, with ways that retire."""
    central = chance.random() < 0.5
    accounts = [CENTRAL, *OTHERS[: chance.randrange(4)]]
    targets = [
        {"account": account, "region": REGION, "name": f"t{i}"}
        | _some(chance, kms_key=[None, "create"])
        | ({"deliver_to": "t0"} if central and i else _some(chance, access_key_secret=[None, _secret_in(account)]))
        for i, account in enumerate(accounts)
    ]
    s3 = _s3(chance)
    routes = [one for one in ROUTES if one != "lambda" or not (s3.get("aggregator_reads") or "bucket" in s3)]
    if "lambda" in routes:
        s3["forward_to"] = {"endpoint": "https://logs.example.com/"}
    entries = []
    for i in range(chance.randint(1, 4)):
        ids = [f"{kind}-{i:08x}{j:09x}" for j, kind in enumerate(chance.choices(["vpc", "subnet", "tgw", "nat"], k=3))]
        entry = {"name": f"e{i}", "targets": chance.choice(targets)["name"], "select": ids}
        entry["route"] = chance.sample(routes, chance.randint(1, len(routes)))
        if not any(one.startswith("tgw") for one in ids):
            entry |= _some(
                chance, format=[None, "security", ["version", "srcaddr", "start"]], traffic_type=[None, "REJECT"]
            )
            if chance.random() < 0.4:
                way = {"to": chance.choice(["cloudwatch", "firehose"]), "traffic_type": "ACCEPT"}
                entry["retiring"] = [way]
        entries.append(entry)
    dialect = "vector" if chance.random() < 0.5 else "otel-collector"
    return {
        "version": 1,
        "aggregator": {"endpoint": "https://a.example.com/", "cluster_name": "c", "dialect": dialect},
        "targets": targets,
        "s3": s3,
        "flow_logs": entries,
        **_some(chance, saved_queries=[None, False]),
    }


@pytest.mark.parametrize("seed", range(40))
def test_counts_what_the_templates_of_random_files_have(tmp_path, seed):
    """Also where flow logs are recorded to be in several stacks, whatever they leave in the first."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    loaded = load("test.yaml", json.dumps(_file(chance)))
    once = make_plan(loaded, recording=True)
    spread = {
        key: Assignment(3, {row: chance.randint(1, 3) for row in one.stacks})
        for key, one in once.assigned.items()
        if chance.random() < 0.6
    }
    planned = make_plan(loaded, Inventory({}, assigned=spread), recording=True)
    counted, there = _counted(planned, tmp_path)
    assert counted == there


def _with_formats(count, central):
    targets = [{"account": OTHERS[0], "region": REGION, "name": "t0", **({"deliver_to": "t1"} if central else {})}]
    targets += [{"account": CENTRAL, "region": REGION, "name": "t1"}] if central else []
    fields = [name for name in fields_of(Family.VPC) if "tag" not in name]
    entries = [
        {"name": f"e{i}", "targets": "t0", "select": f"vpc-{i:08x}", "route": "s3", "format": list(chosen)}
        for i, chosen in enumerate(islice(combinations(fields, 3), count))
    ]
    file = {"version": 1, "aggregator": AGGREGATOR, "targets": targets, "flow_logs": entries}
    return make_plan(load("test.yaml", json.dumps(file)), recording=True).plan


@pytest.mark.parametrize("central", [False, True])
def test_a_stack_with_more_outputs_than_cloudformation_takes_is_refused(central):
    """Every folder has one in the stack that has the bucket, also those that other stacks and accounts write into."""
    plan = _with_formats(190, central)
    assert 190 <= max(len(batch.outputs) for batch in prepared(plan).values()) <= MOST_OUTPUTS
    with pytest.raises(InvalidConfigError, match=rf"FL501.*flowlog-t{central:d} would have up to 201 outputs"):
        _with_formats(191, central)


@pytest.mark.parametrize("dialect", ["vector", "kubesense"])
def test_counts_as_many_outputs_as_a_first_stack_can_have(dialect):
    """With a queue for the aggregator, or with a function; a new kind of output is counted, too."""
    reads = dialect == "vector"
    s3 = {"readers": [{"name": "r", "principals": CENTRAL, "external_id": "reader-1"}]}
    s3 |= {"aggregator_reads": True} if reads else {"forward_to": {"endpoint": "https://logs.example.com/"}}
    file = {
        "version": 1,
        "aggregator": AGGREGATOR | {"dialect": dialect},
        "targets": [{"account": OTHERS[0], "region": REGION, "kms_key": "create"}],
        "s3": s3,
        "flow_logs": [
            {"name": "a", "select": "vpc-00000001", "route": ["cloudwatch", "firehose", "s3" if reads else "lambda"]}
        ],
    }
    plan = make_plan(load("test.yaml", json.dumps(file))).plan
    (target,) = plan.targets
    batch = Batch()
    first, _ = replace(target, opened=2).stacks
    add_contents(batch, plan=plan, target=first, deletable=False, code=Code("", ""))
    once = Once(key=True, s3=plan.s3, read=reads, told=reads)
    counted = Stack.first(once, 0, target.destinations)
    for destination in target.destinations:
        counted.keep(destination)
    assert len(batch.outputs) == counted.outputs
