// SPDX-License-Identifier: MIT OR GPL-2.0
/* Many NICs that arrive at once, each with a device and a driver, so that udevd runs all rules for it. They have nothing to
 * do with failover. */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>

static uint count = 50;
module_param(count, uint, 0);
MODULE_PARM_DESC(count, "How many");

static netdev_tx_t drop_frame(struct sk_buff *skb, struct net_device *nic)
{
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops nic_ops = { .ndo_start_xmit = drop_frame };

static int probe(struct device *device)
{
	struct net_device *nic = alloc_etherdev(0);
	int error;

	if (!nic)
		return -ENOMEM;
	nic->netdev_ops = &nic_ops;
	eth_hw_addr_random(nic);
	SET_NETDEV_DEV(nic, device);
	dev_set_drvdata(device, nic);
	error = register_netdev(nic);
	if (error)
		free_netdev(nic);
	return error;
}

static int remove(struct device *device)
{
	struct net_device *nic = dev_get_drvdata(device);

	unregister_netdev(nic);
	free_netdev(nic);
	return 0;
}

static struct bus_type bus = { .name = "other" };

static struct device_driver driver = {
	.name = "other_nic",
	.bus = &bus,
	.probe = probe,
	.remove = remove,
	.suppress_bind_attrs = true,
};

static void release_device(struct device *device)
{
	kfree(device);
}

static int add_device(uint index)
{
	struct device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	int error;

	if (!device)
		return -ENOMEM;
	device->bus = &bus;
	device->release = release_device;
	dev_set_name(device, "other%u", index);
	error = device_register(device);
	if (error)
		put_device(device);
	return error;
}

static int unregister_device(struct device *device, void *unused)
{
	device_unregister(device);
	return 0;
}

static void take_down(void)
{
	bus_for_each_dev(&bus, NULL, NULL, unregister_device);
	driver_unregister(&driver);
	bus_unregister(&bus);
}

static int __init other_nics_init(void)
{
	int error;
	uint i;

	error = bus_register(&bus);
	if (error)
		return error;
	error = driver_register(&driver);
	for (i = 0; i < count && !error; i++)
		error = add_device(i);
	if (error)
		take_down();
	return error;
}

static void __exit other_nics_exit(void)
{
	take_down();
}

module_init(other_nics_init);
module_exit(other_nics_exit);
MODULE_DESCRIPTION("NICs that have nothing to do with failover");
MODULE_LICENSE("Dual MIT/GPL");
