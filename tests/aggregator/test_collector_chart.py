"""The OpenTelemetry Collector's values through Helm's real engine."""

import pytest
import yaml
from delivered import log_group, plan_of
from rendered import HOW, MISSING, objects

from flowlog_config.aggregator import notes, render_values, values
from flowlog_config.aggregator.otel_collector import NOT_MAPPED
from flowlog_config.schema import InvalidConfigError

pytestmark = pytest.mark.skipif(MISSING, reason=HOW)

CHART = "opentelemetry-collector"
MINE = """\
alternateConfig:
  exporters: {otlphttp/backend: {endpoint: https://logs.example.com/}}
  service: {pipelines: {logs: {exporters: [otlphttp/backend]}}}
"""
ACM = "arn:aws:acm:eu-west-1:111122223333:certificate/0f0f0f0f"
MIB = 2**20


@pytest.fixture(scope="module")
def rendered(for_collector):
    """Give the objects that the values of the plan come to."""
    return objects(CHART, render_values(for_collector))


def configuration(objects_):
    """Read the collector's configuration from its ConfigMap."""
    return yaml.safe_load(objects_["ConfigMap"]["data"]["relay"])


def matches(pattern, text):
    """Whether a log group fits a pattern, by the rules of the encoding's README: segments, and * at their ends."""
    wanted, found = pattern.split("/"), text.split("/")
    return len(found) >= len(wanted) and all(map(segment_matches, wanted, found))


def segment_matches(pattern, text):
    """Compare one segment: a literal, `*`, or a literal with `*` before, after or around it."""
    inner = pattern.strip("*")
    assert "*" not in inner
    if pattern == inner:
        return text == inner
    if pattern.startswith("*") and pattern.endswith("*"):
        return inner in text
    return text.endswith(inner) if pattern.startswith("*") else text.startswith(inner)


def encoding_of(config, group):
    """Give the encodings that the router would choose for a log group."""
    streams = config["extensions"]["awslogs_encoding/router"]["cloudwatch"]["streams"]
    return [stream["encoding"] for stream in streams if matches(stream["log_group_pattern"], group)]


def test_configuration_survives_helm(rendered, for_collector):
    """What the collector reads is what the plan says, with nothing of the chart's example in it."""
    assert configuration(rendered) == values(for_collector)["alternateConfig"]


def test_each_log_group_has_the_encoding_of_its_own_format(rendered, for_collector):
    """The router finds exactly one, whose list of fields is the destination's, in AWS's names."""
    config = configuration(rendered)
    (target,) = for_collector.targets
    assert len(target.log_groups) == 2
    for one in target.log_groups:
        (encoding,) = encoding_of(config, log_group(one))
        assert config["extensions"][encoding] == {
            "format": "vpcflow",
            "vpcflow": {"file_format": "plain-text", "format": " ".join(one.fields)},
        }


def test_an_older_log_group_is_nobodys(rendered, for_collector):
    """Its records go on as they came, which is what the encoding does without a match."""
    group = log_group(for_collector.targets[0].log_groups[0])
    for other in (f"x{group}", group.replace("LogGroup", "Old"), "/aws/lambda/shop"):
        assert encoding_of(configuration(rendered), other) == []


def test_everything_that_is_used_is_there_and_switched_on(rendered):
    """Each extension is started, and the receiver, its encoding and the processors exist."""
    config = configuration(rendered)
    service = config["service"]
    assert sorted(service["extensions"]) == sorted(config["extensions"])
    assert config["receivers"]["awsfirehose"]["encoding"] in config["extensions"]
    pipeline = service["pipelines"]["logs"]
    assert pipeline["receivers"] == list(config["receivers"])
    assert pipeline["processors"] == list(config["processors"])


def test_an_exporter_of_the_users_completes_ours(for_collector):
    """Without one the pipeline's list is empty, and the collector does not start."""
    assert (
        configuration(objects(CHART, render_values(for_collector)))["service"]["pipelines"]["logs"]["exporters"] == []
    )
    merged = configuration(objects(CHART, render_values(for_collector), MINE))
    ours = values(for_collector)["alternateConfig"]
    assert merged["exporters"] == {"otlphttp/backend": {"endpoint": "https://logs.example.com/"}}
    assert merged["service"]["pipelines"]["logs"] == ours["service"]["pipelines"]["logs"] | {
        "exporters": ["otlphttp/backend"]
    }


def test_cluster_is_named(rendered):
    """The collector of one cluster can be told from that of another."""
    (attribute,) = configuration(rendered)["processors"]["resource/cluster"]["attributes"]
    assert attribute == {"key": "k8s.cluster.name", "value": "production", "action": "upsert"}


def test_a_whole_buffer_fits(rendered, for_collector):
    """The receiver's own limit would be 20 MiB; what is larger is refused, and in the end lost."""
    limit = configuration(rendered)["receivers"]["awsfirehose"]["max_request_body_size"]
    assert limit == 48 * MIB
    assert limit > for_collector.delivery.buffer_size_mib * MIB * 4 / 3
    body = rendered["Ingress"]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]
    assert body == f"{limit // MIB}m"


def test_key_comes_from_the_kubernetes_secret(rendered):
    """The environment's name in the configuration is one that the pod has from the secret."""
    (container,) = rendered["Deployment"]["spec"]["containers"]
    (variable,) = container["env"]
    assert configuration(rendered)["receivers"]["awsfirehose"]["access_key"] == f"${{env:{variable['name']}}}"
    assert variable["valueFrom"]["secretKeyRef"] == {"name": "flowlog-access-keys", "key": variable["name"]}


def test_only_the_receivers_port_is_open(rendered):
    """The example's ports would be answered by nobody."""
    (port,) = rendered["Service"]["spec"]["ports"]
    (rule,) = rendered["Ingress"]["spec"]["rules"]
    assert (port["name"], port["port"]) == ("awsfirehose", 4433)
    assert rule["http"]["paths"][0]["backend"]["service"]["port"]["number"] == 4433
    assert rule["host"] == "flowlogs.example.com"
    (container,) = rendered["Deployment"]["spec"]["containers"]
    assert container["ports"] == [{"name": "awsfirehose", "containerPort": 4433}]


@pytest.mark.parametrize(("at", "certificate"), [("nlb", ACM), ("pod", "flowlogs-tls"), ("alb", ACM)])
def test_every_edge_leads_443_to_the_receiver(for_collector, with_aggregator, at, certificate):
    """A load balancer listens on 443, whether it ends TLS, passes it on, or is an ALB with rules."""
    tls = for_collector.aggregator.tls.model_copy(update={"at": at, "certificate": certificate})
    found = objects(CHART, render_values(with_aggregator(for_collector, tls=tls)))
    (port,) = found["Service"]["spec"]["ports"]
    if at == "alb":
        annotations = found["Ingress"]["metadata"]["annotations"]
        assert annotations["alb.ingress.kubernetes.io/healthcheck-port"] == "13133"
        assert annotations["alb.ingress.kubernetes.io/healthcheck-path"] == "/"
    else:
        assert (found["Service"]["spec"]["type"], port["port"], port["targetPort"]) == (
            "LoadBalancer",
            443,
            "awsfirehose",
        )
    receiver = configuration(found)["receivers"]["awsfirehose"]
    assert ("tls" in receiver) is (at == "pod")
    if at == "pod":
        (mount,) = found["Deployment"]["spec"]["containers"][0]["volumeMounts"]
        assert receiver["tls"]["cert_file"] == f"{mount['mountPath']}/tls.crt"
        assert found["Deployment"]["spec"]["volumes"][0]["secret"]["secretName"] == certificate


def test_several_keys_are_refused(several, with_aggregator):
    """The receiver takes one; records of the other targets would never arrive."""
    with pytest.raises(InvalidConfigError) as refused:
        values(with_aggregator(several, dialect="otel-collector"))
    (found,) = refused.value.problems
    assert (found.kind.id, found.path) == ("FL322", ("aggregator", "dialect"))


def test_fields_without_an_attribute_are_told(with_aggregator):
    """A person who chose them learns that they may not arrive."""
    plan = with_aggregator(
        plan_of(("vpc-0c0de0000000000b1", "${version} ${interface-type} ${bytes}")), dialect="otel-collector"
    )
    (told,) = [note for note in notes(plan) if "no attribute" in note]
    assert "interface-type" in told
    assert "bytes" not in told
    assert "interface-type" in NOT_MAPPED
