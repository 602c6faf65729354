"""Vector's values through Helm's real engine, and what comes out through Vector's real VRL."""

from dataclasses import replace

import pytest
import yaml
from delivered import envelope, event, log_group, plan_of
from rendered import HOW, MISSING, objects
from vrl_engines import ENGINES, compiles, run
from vrl_engines import HOW as NO_VRL

from flowlog_config.aggregator import access_keys, render_values, values

pytestmark = pytest.mark.skipif(MISSING, reason=HOW)

MINE = "customConfig: {sinks: {records: {type: http, uri: 'https://logs.example.com/', encoding: {codec: json}}}}\n"
ACM = "arn:aws:acm:eu-west-1:111122223333:certificate/0f0f0f0f"


@pytest.fixture(scope="module")
def rendered(for_vector):
    """Give the objects that the values of the plan come to."""
    return objects("vector", render_values(for_vector))


def configuration(objects_):
    """Read Vector's configuration from its ConfigMap."""
    return yaml.safe_load(objects_["ConfigMap"]["data"]["vector.yaml"])


def exposed(plan, with_aggregator, at, certificate):
    """Render a plan whose TLS ends elsewhere."""
    tls = plan.aggregator.tls.model_copy(update={"at": at, "certificate": certificate})
    return objects("vector", render_values(with_aggregator(plan, tls=tls)))


def test_configuration_survives_helm(rendered, for_vector):
    """What Vector reads is what the plan says, the program to the letter."""
    assert configuration(rendered) == values(for_vector)["customConfig"]


@pytest.mark.skipif(not ENGINES, reason=NO_VRL)
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_program_in_the_config_map_parses_every_destination(rendered, for_vector, engine):
    """The text that Kubernetes would hold compiles, and reads a record of each format by each route."""
    program = configuration(rendered)["transforms"]["flow_logs"]["source"]
    assert compiles(engine, program) == ""
    for target in for_vector.targets:
        for one in target.log_groups:
            record = " ".join("7" for _ in one.fields)
            (found,) = run(engine, program, event(envelope(log_group(one), record)))
            assert set(found["flow"]) == {name.replace("-", "_") for name in one.fields}
        for one in target.streams:
            record = " ".join("7" for _ in one.fields)
            (found,) = run(engine, program, event({"message": record}, stream=one.stream_name))
            assert set(found["flow"]) == {name.replace("-", "_") for name in one.fields}


def test_a_sink_of_the_users_completes_ours(for_vector):
    """The user's values give the type and the place; the inputs stay, and so does everything else."""
    merged = configuration(objects("vector", render_values(for_vector), MINE))
    ours = values(for_vector)["customConfig"]
    assert merged["sinks"].pop("records") == {
        "inputs": ["flow_logs"],
        "type": "http",
        "uri": "https://logs.example.com/",
        "encoding": {"codec": "json"},
    }
    del ours["sinks"]["records"]
    assert merged == ours


def test_without_a_sink_of_the_users_vector_has_none_it_could_start_with(rendered):
    """A default would print or discard records and answer Firehose that all is well."""
    assert "type" not in configuration(rendered)["sinks"]["records"]


def test_dropped_events_have_a_place(rendered):
    """What is no record at all goes into the pod's log."""
    config = configuration(rendered)
    assert config["transforms"]["flow_logs"] | {"source": ""} == {
        "type": "remap",
        "inputs": ["firehose"],
        "drop_on_error": True,
        "drop_on_abort": True,
        "reroute_dropped": True,
        "source": "",
    }
    assert config["sinks"]["dropped"]["inputs"] == ["flow_logs.dropped"]


def test_probes_ask_the_api_and_never_the_records_port(rendered):
    """The source answers a GET with 500."""
    (container,) = rendered["StatefulSet"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"api": 8686, "firehose": 8080}
    for probe in (container["livenessProbe"], container["readinessProbe"]):
        assert probe == {"httpGet": {"path": "/health", "port": "api"}}
    assert configuration(rendered)["api"]["address"] == "0.0.0.0:8686"


def test_keys_are_files_of_the_kubernetes_secret(rendered, for_vector):
    """Each name in the configuration is a key of the secret that the lines make, mounted where Vector looks."""
    config, pod = configuration(rendered), rendered["StatefulSet"]["spec"]
    names = [name for key in access_keys(for_vector) for name in key.names]
    assert len(names) == 4
    assert config["sources"]["firehose"]["access_keys"] == [f"SECRET[access_keys.{name}]" for name in names]
    (volume,) = pod["volumes"]
    assert volume["secret"] == {"secretName": for_vector.aggregator.kubernetes_secret.name}
    mount = pod["containers"][0]["volumeMounts"][-1]
    assert (mount["name"], mount["mountPath"]) == (volume["name"], config["secret"]["access_keys"]["path"])


def test_alb_ends_tls_and_asks_the_api_for_health(rendered):
    """HTTPS only, on 443, to the pod's port; the Service stays inside the cluster."""
    ingress = rendered["Ingress"]
    annotations = {key.split("/")[1]: value for key, value in ingress["metadata"]["annotations"].items()}
    assert annotations["listen-ports"] == '[{"HTTPS":443}]'
    assert annotations["certificate-arn"] == ACM
    assert (annotations["healthcheck-port"], annotations["healthcheck-path"]) == ("8686", "/health")
    assert (annotations["scheme"], annotations["target-type"]) == ("internet-facing", "ip")
    (rule,) = ingress["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]["port"]["name"]
    assert rule["host"] == "flowlogs.example.com"
    assert backend in {port["name"] for port in rendered["Service"]["spec"]["ports"]}
    assert rendered["Service"]["spec"]["type"] == "ClusterIP"


def test_nginx_takes_a_whole_buffer(for_vector, with_aggregator):
    """Its default of 1 MiB would answer 413, upon which Firehose drops the records for good."""
    found = exposed(for_vector, with_aggregator, "nginx", "flowlogs-tls")["Ingress"]
    assert found["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"] == "6m"
    assert found["spec"]["ingressClassName"] == "nginx"
    assert found["spec"]["tls"] == [{"secretName": "flowlogs-tls", "hosts": ["flowlogs.example.com"]}]


@pytest.mark.parametrize(("at", "certificate"), [("nlb", ACM), ("pod", "flowlogs-tls")])
def test_a_network_load_balancer_opens_the_records_port_alone(for_vector, with_aggregator, at, certificate):
    """The API is not on the internet, and 443 leads to the pod's port."""
    found = exposed(for_vector, with_aggregator, at, certificate)
    (port,) = found["Service"]["spec"]["ports"]
    assert (found["Service"]["spec"]["type"], port["port"], port["targetPort"]) == ("LoadBalancer", 443, 8080)
    assert "Ingress" not in found
    ends_in_front = any(key.endswith("ssl-cert") for key in found["Service"]["metadata"]["annotations"])
    tls = configuration(found)["sources"]["firehose"].get("tls")
    assert ends_in_front is (at == "nlb")
    assert bool(tls) is (at == "pod")
    if tls:
        volume = next(v for v in found["StatefulSet"]["spec"]["volumes"] if v["secret"]["secretName"] == certificate)
        mounts = found["StatefulSet"]["spec"]["containers"][0]["volumeMounts"]
        (folder,) = [mount["mountPath"] for mount in mounts if mount["name"] == volume["name"]]
        assert (tls["crt_file"], tls["key_file"]) == (f"{folder}/tls.crt", f"{folder}/tls.key")


def test_without_tls_nothing_is_exposed(for_vector, with_aggregator):
    """Who ends TLS elsewhere gets a Service inside the cluster."""
    found = objects("vector", render_values(with_aggregator(for_vector, tls=None)))
    assert "Ingress" not in found
    assert found["Service"]["spec"]["type"] == "ClusterIP"


def test_nothing_is_open_to_all_when_no_stream_sends(for_vector, with_aggregator):
    """Vector takes every request when it has no key, so files alone open no port."""
    archive = plan_of(("vpc-0c0de0000000000b1", "default"), route="s3")
    archive = replace(archive, s3=archive.s3.model_copy(update={"aggregator_reads": True}))
    plan = with_aggregator(archive, dialect="vector", tls=for_vector.aggregator.tls)
    found = objects("vector", render_values(plan))
    assert "firehose" not in configuration(found)["sources"]
    assert {port["name"] for port in found["Service"]["spec"]["ports"]} == {"api"}
    assert "Ingress" not in found


@pytest.mark.parametrize(
    ("version", "from_files", "playground"),
    [("0.38", False, True), ("0.42.1", False, True), ("0.43", True, True), ("0.54", True, True), ("0.55", True, False)],
)
def test_configuration_suits_the_version(for_vector, with_aggregator, version, from_files, playground):
    """Files of secrets are known since 0.43; the playground is refused from 0.55 on, and open by default before."""
    found = objects("vector", render_values(with_aggregator(for_vector, vector_version=version)))
    config = configuration(found)
    (container,) = found["StatefulSet"]["spec"]["containers"]
    keys = config["sources"]["firehose"]["access_keys"]
    assert all(key.startswith("SECRET[" if from_files else "${FLOWLOG_ACCESS_KEY_") for key in keys)
    assert ("secret" in config) is from_files
    assert bool(container["envFrom"]) is not from_files
    assert config["api"].get("playground") is (False if playground else None)


def test_only_references_to_keys_are_for_the_environment(for_vector, with_aggregator):
    """Vector replaces $NAME in the whole configuration up to 0.56: nothing else in it may look like one."""
    text = objects("vector", render_values(with_aggregator(for_vector, vector_version="0.38")))["ConfigMap"]["data"]
    assert text["vector.yaml"].count("$") == text["vector.yaml"].count("${FLOWLOG_ACCESS_KEY_") == 4
