// SPDX-License-Identifier: MIT OR GPL-2.0
/* A stand-in for Hyper-V's VMBus and network driver on a machine without Hyper-V, for tests: the bus vmbus, and a device on
 * it for each given MAC address. No packet gets anywhere. Only links, flags and events are the same as on Hyper-V. */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include "netvsc.h"

#define MOST_NICS 4

static char *mac[MOST_NICS];
static int mac_count;
module_param_array(mac, charp, &mac_count, 0);
MODULE_PARM_DESC(mac, "MAC address of each synthetic NIC");

bool join_in_probe = true;
module_param(join_in_probe, bool, 0);
MODULE_PARM_DESC(join_in_probe, "A VF that is older joins in the probe, as since 6.8, and not when its registration is replayed");

static const char * const guids[MOST_NICS] = {
	"f8b3781b-1e82-4818-a1c3-63d806ec15bb",
	"f8b3781a-1e82-4818-a1c3-63d806ec15bb",
	"f8b37819-1e82-4818-a1c3-63d806ec15bb",
	"f8b37818-1e82-4818-a1c3-63d806ec15bb",
};

struct bus_type vmbus = { .name = "vmbus" };

static struct device *devices[MOST_NICS];

static void release_device(struct device *device)
{
	kfree(device);
}

static int add_device(int index)
{
	struct device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	int error;

	if (!device)
		return -ENOMEM;
	device->bus = &vmbus;
	device->release = release_device;
	device->platform_data = mac[index];
	dev_set_name(device, "%s", guids[index]);
	error = device_register(device);
	if (error)
		put_device(device);
	else
		devices[index] = device;
	return error;
}

static void take_down(void)
{
	int i;

	unregister_netdevice_notifier(&netvsc_listener);
	for (i = 0; i < mac_count; i++) {
		if (devices[i])
			device_unregister(devices[i]);
	}
	driver_unregister(&netvsc_driver);
	bus_unregister(&vmbus);
}

static int __init netvsc_init(void)
{
	int i, error;

	error = bus_register(&vmbus);
	if (error)
		return error;
	if (join_in_probe)
		register_netdevice_notifier(&netvsc_listener);
	error = driver_register(&netvsc_driver);
	for (i = 0; i < mac_count && !error; i++)
		error = add_device(i);
	if (!join_in_probe)
		register_netdevice_notifier(&netvsc_listener);
	if (error)
		take_down();
	return error;
}

static void __exit netvsc_exit(void)
{
	take_down();
}

module_init(netvsc_init);
module_exit(netvsc_exit);
MODULE_DESCRIPTION("A stand-in for hv_netvsc");
MODULE_LICENSE("Dual MIT/GPL");
