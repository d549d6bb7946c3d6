// SPDX-License-Identifier: MIT OR GPL-2.0
/* The driver hv_netvsc: each device gets a synthetic NIC. A PCI NIC with the same MAC address is its VF. The VF joins, is
 * opened, switches the data path and leaves in the same notifier calls and after the same delay as with the real driver
 * (drivers/net/hyperv/netvsc_drv.c). */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include "netvsc.h"

static uint window_ms = 100;
module_param(window_ms, uint, 0644);
MODULE_PARM_DESC(window_ms, "Time from the join of a VF until it is opened (the driver's VF_TAKEOVER_INT)");

static bool post_init = true;
module_param(post_init, bool, 0644);
MODULE_PARM_DESC(post_init, "A VF has IFF_SLAVE before its uevent, as since 6.7, and not only from its join on");

struct netvsc {
	struct list_head list;
	struct net_device *nic;
	struct net_device *vf;
	struct delayed_work takeover;
	bool data_path_is_vf;
};

/* Under rtnl. */
static LIST_HEAD(netvscs);

static void setup_vf(struct netvsc *netvsc)
{
	dev_change_flags(netvsc->vf, netvsc->nic->flags | IFF_SLAVE, NULL);
	if (netif_running(netvsc->nic) && dev_open(netvsc->vf, NULL))
		netdev_warn(netvsc->vf, "unable to open\n");
}

static void take_over(struct work_struct *work)
{
	struct netvsc *netvsc = container_of(work, struct netvsc, takeover.work);

	if (!rtnl_trylock()) {
		schedule_delayed_work(&netvsc->takeover, 0);
		return;
	}
	if (netvsc->vf)
		setup_vf(netvsc);
	rtnl_unlock();
}

static rx_handler_result_t take_frame(struct sk_buff **skb)
{
	struct netvsc *netvsc = rcu_dereference((*skb)->dev->rx_handler_data);

	*skb = skb_share_check(*skb, GFP_ATOMIC);
	if (!*skb)
		return RX_HANDLER_CONSUMED;
	(*skb)->dev = netvsc->nic;
	return RX_HANDLER_ANOTHER;
}

static struct netvsc *netvsc_for(const struct net_device *vf)
{
	struct netvsc *netvsc;

	if (!vf->dev.parent || !dev_is_pci(vf->dev.parent))
		return NULL;
	/* Before the registration, the permanent address is not set. */
	list_for_each_entry(netvsc, &netvscs, list) {
		if (ether_addr_equal(vf->perm_addr, netvsc->nic->perm_addr) ||
		    ether_addr_equal(vf->dev_addr, netvsc->nic->perm_addr))
			return netvsc;
	}
	return NULL;
}

static void mark_slave(struct net_device *vf)
{
	vf->flags |= IFF_SLAVE;
#ifdef IFF_NO_ADDRCONF
	vf->priv_flags |= IFF_NO_ADDRCONF;
#endif
}

static bool join(struct netvsc *netvsc, struct net_device *vf)
{
	if (netvsc->vf)
		return false;
	netdev_info(netvsc->nic, "VF registering: %s\n", vf->name);
	if (netdev_rx_handler_register(vf, take_frame, netvsc))
		return false;
	if (netdev_master_upper_dev_link(vf, netvsc->nic, NULL, NULL, NULL)) {
		netdev_rx_handler_unregister(vf);
		return false;
	}
	dev_hold(vf);
	netvsc->vf = vf;
	mark_slave(vf);
	call_netdevice_notifiers(NETDEV_JOIN, vf);
	netdev_info(vf, "joined to %s\n", netvsc->nic->name);
	return true;
}

static void leave(struct netvsc *netvsc)
{
	struct net_device *vf = netvsc->vf;

	cancel_delayed_work_sync(&netvsc->takeover);
	netdev_info(netvsc->nic, "VF unregistering: %s\n", vf->name);
	netdev_rx_handler_unregister(vf);
	netdev_upper_dev_unlink(vf, netvsc->nic);
	netvsc->vf = NULL;
	dev_put(vf);
}

static void switch_data_path(struct netvsc *netvsc, unsigned long event)
{
	bool is_up = event != NETDEV_GOING_DOWN && netif_running(netvsc->vf);

	if (netvsc->data_path_is_vf == is_up)
		return;
	netvsc->data_path_is_vf = is_up;
	netdev_info(netvsc->nic, "Data path switched %s VF: %s\n", is_up ? "to" : "from", netvsc->vf->name);
}

static int netdev_event(struct notifier_block *block, unsigned long event, void *info)
{
	struct net_device *vf = netdev_notifier_info_to_dev(info);
	struct netvsc *netvsc = netvsc_for(vf);

	if (!netvsc)
		return NOTIFY_DONE;
	if (event == NETDEV_POST_INIT && post_init)
		mark_slave(vf);
	if (event == NETDEV_REGISTER && join(netvsc, vf))
		schedule_delayed_work(&netvsc->takeover, msecs_to_jiffies(window_ms));
	if (netvsc->vf != vf)
		return NOTIFY_DONE;
	if (event == NETDEV_UNREGISTER)
		leave(netvsc);
	if (event == NETDEV_UP || event == NETDEV_DOWN || event == NETDEV_CHANGE || event == NETDEV_GOING_DOWN)
		switch_data_path(netvsc, event);
	return NOTIFY_DONE;
}

struct notifier_block netvsc_listener = { .notifier_call = netdev_event };

static int open_nic(struct net_device *nic)
{
	struct netvsc *netvsc = netdev_priv(nic);

	netif_start_queue(nic);
	if (netvsc->vf && dev_open(netvsc->vf, NULL))
		netdev_warn(nic, "unable to open slave: %s\n", netvsc->vf->name);
	return 0;
}

static int stop_nic(struct net_device *nic)
{
	struct netvsc *netvsc = netdev_priv(nic);

	netif_stop_queue(nic);
	if (netvsc->vf)
		dev_close(netvsc->vf);
	return 0;
}

static netdev_tx_t drop_frame(struct sk_buff *skb, struct net_device *nic)
{
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops nic_ops = {
	.ndo_open = open_nic,
	.ndo_stop = stop_nic,
	.ndo_start_xmit = drop_frame,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = eth_mac_addr,
};

static void join_existing(struct netvsc *netvsc)
{
	struct net_device *vf;

	for_each_netdev(&init_net, vf) {
		if (netvsc_for(vf) != netvsc)
			continue;
		if (join(netvsc, vf))
			setup_vf(netvsc);
		break;
	}
}

static int probe(struct device *device)
{
	u8 address[ETH_ALEN];
	struct netvsc *netvsc;
	struct net_device *nic;
	int error;

	if (!mac_pton(dev_get_platdata(device), address))
		return -EINVAL;
	nic = alloc_etherdev(sizeof(*netvsc));
	if (!nic)
		return -ENOMEM;
	netvsc = netdev_priv(nic);
	netvsc->nic = nic;
	INIT_DELAYED_WORK(&netvsc->takeover, take_over);
	nic->netdev_ops = &nic_ops;
	eth_hw_addr_set(nic, address);
	SET_NETDEV_DEV(nic, device);
	dev_set_drvdata(device, netvsc);
	rtnl_lock();
	error = register_netdevice(nic);
	if (!error) {
		list_add(&netvsc->list, &netvscs);
		if (join_in_probe)
			join_existing(netvsc);
	}
	rtnl_unlock();
	if (error)
		free_netdev(nic);
	return error;
}

static int remove(struct device *device)
{
	struct netvsc *netvsc = dev_get_drvdata(device);

	rtnl_lock();
	if (netvsc->vf)
		leave(netvsc);
	list_del(&netvsc->list);
	unregister_netdevice(netvsc->nic);
	rtnl_unlock();
	free_netdev(netvsc->nic);
	return 0;
}

static ssize_t data_path_show(struct device *device, struct device_attribute *attribute, char *text)
{
	struct netvsc *netvsc = dev_get_drvdata(device);

	return sysfs_emit(text, "%s\n", netvsc->data_path_is_vf ? "vf" : "synthetic");
}
static DEVICE_ATTR_RO(data_path);

static struct attribute *netvsc_attrs[] = { &dev_attr_data_path.attr, NULL };
ATTRIBUTE_GROUPS(netvsc);

struct device_driver netvsc_driver = {
	.name = "hv_netvsc",
	.bus = &vmbus,
	.probe = probe,
	.remove = remove,
	.dev_groups = netvsc_groups,
	.suppress_bind_attrs = true,
};
