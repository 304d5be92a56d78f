import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from visavis.translate.engine.engine import Engine

PORTS = (
    "metrics_agent_port",
    "metrics_export_port",
    "dashboard_agent_listen_port",
    "runtime_env_agent_port",
)


@pytest.fixture(scope="session")
def address(engine: Engine) -> Iterator[str]:
    """A cluster on this machine, with cores for two workers."""
    pytest.importorskip("ray.data", reason="Ray is not installed; run `make test-ray`")
    from ray._private import services
    from ray.cluster_utils import Cluster

    ports = free_ports()
    start = services.start_ray_process

    def with_port(command: list[str], *args: Any, **kwargs: Any) -> Any:
        # Of these ports Ray forgets one, waits 15 s for it to be chosen, and gives up, as it does
        # on every busy machine when they are left to choice.
        if "raylet/raylet" in command[0]:
            command = [*command, f"--dashboard_agent_listen_port={ports[PORTS[2]]}"]
        return start(command, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        # Workers import the tests' own jobs by name.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        patch.setattr(services, "start_ray_process", with_port)
        cluster = Cluster()
        cluster.add_node(num_cpus=2, include_dashboard=False, object_store_memory=10**8, **ports)
        yield cluster.address
        cluster.shutdown()


def free_ports() -> dict[str, int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return dict(zip(PORTS, ports, strict=True))
