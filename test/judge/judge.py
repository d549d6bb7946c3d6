# SPDX-License-Identifier: MIT
"""Lets cloud-init judge the links of captured roots.

Standard input: a JSON list of root directories. Standard output: a JSON list with one object for each root, which has the
verdicts on each link by ifindex. "configured" is null if cloud-init refuses the machine because of equal MAC addresses.
"""

import json
import os
import sys

from cloudinit import net

# This would ask the Open vSwitch of the machine that runs the test.
net.openvswitch_is_installed = lambda: False


def judge(root):
    net.SYS_CLASS_NET = os.path.join(root, "sys/class/net/")
    configured = configured_names()
    return {
        ifindex: verdicts(name, configured)
        for name in net.get_devicelist()
        # /sys/class/net has files that are not links.
        if (ifindex := net.read_sys_net_safe(name, "ifindex"))
    }


def configured_names():
    try:
        return net.get_interfaces_by_mac().values()
    except RuntimeError:
        return None


def verdicts(name, configured):
    return {
        "master": net.is_netfail_master(name),
        "primary": net.is_netfail_primary(name),
        "standby": net.is_netfail_standby(name),
        "netfailover": net.is_netfailover(name),
        "configured": None if configured is None else name in configured,
    }


json.dump([judge(root) for root in json.load(sys.stdin)], sys.stdout)
