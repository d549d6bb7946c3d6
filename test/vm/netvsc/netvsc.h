/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#include <linux/device.h>
#include <linux/notifier.h>

/* bus.c */
extern struct bus_type vmbus;
extern bool join_in_probe;

/* driver.c. The platform data of its devices is the text of a MAC address. */
extern struct device_driver netvsc_driver;
extern struct notifier_block netvsc_listener;
