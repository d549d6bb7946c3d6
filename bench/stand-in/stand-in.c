/* SPDX-License-Identifier: MIT */
/*
 * A kernel with a failover group, for machines that have none. It is linked into the program (ld --wrap), passes the calls
 * on to the real kernel, and edits the answers:
 *
 * - lo is a net_failover master: it gets the parent virtio0 with the feature bit, and udev has settled its name;
 * - any other link is its primary slave, down: it gets the master lo and a PCI parent. If the program is called plain-nic,
 * the link gets a PCI parent and no master.
 *
 * So a measurement has the full cost: the real answers for the real links, with the attributes of such a NIC.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#define LO 1 /* its ifindex in every network namespace (drivers/net/loopback.c) */
#define PARENT_DEV_NAME 56
#define PARENT_DEV_BUS_NAME 57
#define ADDED_MAX 64 /* the largest size of the attributes that are added to a link */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);

/* FOLDER has the files of sysfs and of udev's database. */
int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    if (strcmp(path, "/sys/bus/virtio/devices/virtio0/features") == 0)
        return __real_open(FOLDER "/features", flags);
    if (strcmp(path, "/run/udev/data/n1") == 0)
        return __real_open(FOLDER "/udev-data", flags);
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return __real_open(path, flags, mode);
}

static void add_attribute(struct nlmsghdr *header, unsigned short type, const void *value, size_t size)
{
    struct rtattr *attribute = (struct rtattr *)((char *)header + NLMSG_ALIGN(header->nlmsg_len));

    attribute->rta_type = type;
    attribute->rta_len = (unsigned short)RTA_LENGTH(size);
    memcpy(RTA_DATA(attribute), value, size);
    header->nlmsg_len = NLMSG_ALIGN(header->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* The buffer has free room after the message. */
static void edit(struct nlmsghdr *header)
{
    static const uint32_t master = LO;
    struct ifinfomsg *link = NLMSG_DATA(header);

    if (header->nlmsg_type != RTM_NEWLINK)
        return;
    if (link->ifi_index == LO) {
        add_attribute(header, PARENT_DEV_NAME, "virtio0", sizeof("virtio0"));
        add_attribute(header, PARENT_DEV_BUS_NAME, "virtio", sizeof("virtio"));
    } else {
        link->ifi_flags &= ~(unsigned)IFF_UP;
        if (strcmp(program_invocation_short_name, "plain-nic") != 0)
            add_attribute(header, IFLA_MASTER, &master, sizeof(master));
        add_attribute(header, PARENT_DEV_NAME, "0000:00:04.0", sizeof("0000:00:04.0"));
        add_attribute(header, PARENT_DEV_BUS_NAME, "pci", sizeof("pci"));
    }
}

/* A part of a dump: each message moves as far as those before it have grown. */
static ssize_t edit_each(struct iovec *part, ssize_t length)
{
    char edited[65536];
    size_t end = 0;
    size_t left = (size_t)length;

    for (struct nlmsghdr *header = part->iov_base; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
        struct nlmsghdr *copy = (struct nlmsghdr *)(edited + end);

        if (end + header->nlmsg_len + ADDED_MAX > part->iov_len || end + header->nlmsg_len + ADDED_MAX > sizeof(edited))
            abort();
        memcpy(copy, header, header->nlmsg_len);
        edit(copy);
        end += NLMSG_ALIGN(copy->nlmsg_len);
    }
    memcpy(part->iov_base, edited, end);
    return (ssize_t)end;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
    ssize_t length = __real_recvmsg(fd, message, flags);
    struct nlmsghdr *header = message->msg_iov->iov_base;

    if (length < (ssize_t)sizeof(*header))
        return length;
    if (header->nlmsg_len < (size_t)length)
        return edit_each(message->msg_iov, length);
    edit(header);
    return (ssize_t)header->nlmsg_len;
}
