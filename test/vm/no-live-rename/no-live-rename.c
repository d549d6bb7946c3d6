// SPDX-License-Identifier: MIT OR GPL-2.0
/* Brings back the kernel of before 5.2, for tests: a failover slave that is up cannot be renamed (EBUSY). Up to 6.1 a
 * private flag on the slave allows it, which net/core/failover.c sets when it enslaves a link; this module takes the flag
 * away at the next event of that link, which comes within the same registration. */
#include <linux/module.h>
#include <linux/netdevice.h>

static int take_flag_away(struct notifier_block *block, unsigned long event, void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);

	if (dev->priv_flags & IFF_FAILOVER_SLAVE)
		dev->priv_flags &= ~IFF_LIVE_RENAME_OK;
	return NOTIFY_DONE;
}

static struct notifier_block listener = {
	.notifier_call = take_flag_away,
	/* After failover's own listener, which enslaves. */
	.priority = INT_MIN,
};

static int __init no_live_rename_init(void)
{
	return register_netdevice_notifier(&listener);
}

static void __exit no_live_rename_exit(void)
{
	unregister_netdevice_notifier(&listener);
}

module_init(no_live_rename_init);
module_exit(no_live_rename_exit);
MODULE_DESCRIPTION("Failover slaves cannot be renamed while they are up");
MODULE_LICENSE("Dual MIT/GPL");
