# SPDX-License-Identifier: MIT
# make install and make uninstall. The Makefile includes this.

PREFIX ?= /usr
bindir ?= $(PREFIX)/bin
datadir ?= $(PREFIX)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/failover-ifname
licensedir ?= $(docdir)/licenses
# As in bash-completion.pc and fish.pc.
bashcompletiondir ?= $(datadir)/bash-completion/completions
zshcompletiondir ?= $(datadir)/zsh/site-functions
fishcompletiondir ?= $(datadir)/fish/vendor_completions.d
# As in udev.pc, and as systemdsystemunitdir in systemd.pc.
udevdir ?= $(PREFIX)/lib/udev
unitdir ?= $(PREFIX)/lib/systemd/system
networkdir ?= $(PREFIX)/lib/systemd/network
# initramfs-tools and dracut search below /usr only.
initramfstoolsdir ?= $(datadir)/initramfs-tools
dracutdir ?= $(PREFIX)/lib/dracut
FOLDERS := PREFIX bindir datadir mandir docdir licensedir bashcompletiondir zshcompletiondir fishcompletiondir udevdir unitdir \
  networkdir initramfstoolsdir dracutdir
INSTALL ?= install

# What is installed, as SOURCE=DESTINATION. The first group names other files: these get the paths of this installation.
DRACUT_MODULE = $(dracutdir)/modules.d/81failover-ifname
NAMING_FILES = \
  rules/79-failover-ifname.rules=$(udevdir)/rules.d/79-failover-ifname.rules \
  packaging/systemd/failover-ifname.service=$(unitdir)/failover-ifname.service \
  packaging/initramfs-tools/failover-ifname=$(initramfstoolsdir)/hooks/failover-ifname \
  packaging/dracut/module-setup.sh=$(DRACUT_MODULE)/module-setup.sh
AS_THEY_ARE = \
  packaging/networkd/09-failover-ifname.network=$(networkdir)/09-failover-ifname.network \
  man/failover-ifname.8=$(mandir)/man8/failover-ifname.8 \
  man/failover-ifname.conf.5=$(mandir)/man5/failover-ifname.conf.5 \
  packaging/completions/failover-ifname.bash=$(bashcompletiondir)/failover-ifname \
  packaging/completions/_failover-ifname=$(zshcompletiondir)/_failover-ifname \
  packaging/completions/failover-ifname.fish=$(fishcompletiondir)/failover-ifname.fish \
  packaging/examples/failover-ifname.conf=$(docdir)/examples/failover-ifname.conf \
  $(foreach page,README.md docs/hotplug.svg $(wildcard docs/*.md),$(page)=$(docdir)/$(page)) \
  LICENSE=$(licensedir)/failover-ifname $(foreach part,$(LINKED),$(part)=$(licensedir)/$(notdir $(part:/LICENSE=)))
# The licences of all that is linked into the executable. The dynamic one has no musl in it.
LINKED = $(BUNDLED:%=node_modules/%/LICENSE) $(LINKED_WITH_$(LIBRARY):%=packaging/licenses/%) \
  $(if $(filter npm,$(ENGINE)),node_modules/@suchipi/quickjs/LICENSE)
LINKED_WITH_static := musl
LINKED_WITH_system := quickjs glibc LGPL-2.1
DESTINATIONS = $(bindir)/failover-ifname $(udevdir)/failover-ifname \
  $(foreach pair,$(NAMING_FILES) $(AS_THEY_ARE),$(lastword $(subst =, ,$(pair))))
# udevd searches /usr/lib/udev for a program without a path (udev(7)). In any other folder, the rule names the path.
PROGRAM := $(if $(filter-out /usr/lib/udev,$(udevdir)),$(udevdir)/)failover-ifname
CHECK_FOLDERS = $(foreach name,$(FOLDERS),[[ "$($(name))" =~ ^/[A-Za-z0-9/._+~-]+$$ ]] || { \
  echo '$(name) must be an absolute path, of letters, digits and /._+~-' >&2; exit 1; };)
install: $(OUT)/failover-ifname ## Install below $(DESTDIR)$(PREFIX). udev rule and systemd unit get the program's path.
	@$(CHECK_FOLDERS)
	$(INSTALL) -D -m 755 $(OUT)/failover-ifname "$(DESTDIR)$(udevdir)/failover-ifname"
	$(INSTALL) -d "$(DESTDIR)$(bindir)"
	ln -sfr "$(DESTDIR)$(udevdir)/failover-ifname" "$(DESTDIR)$(bindir)/failover-ifname"
	for pair in $(NAMING_FILES); do file=$${pair%%=*}; \
	  sed 's|="failover-ifname |="$(PROGRAM) |; s|/usr/lib/udev|$(udevdir)|; s|/usr/lib/systemd/network|$(networkdir)|' $$file | \
	  $(INSTALL) -D -m $$([ -x $$file ] && echo 755 || echo 644) /dev/stdin "$(DESTDIR)$${pair#*=}"; done
	for pair in $(AS_THEY_ARE); do $(INSTALL) -D -m 644 "$${pair%%=*}" "$(DESTDIR)$${pair#*=}"; done

# The folders that only this program uses are removed too if they are empty.
uninstall: ## Remove the files that `make install` with the same variables has installed.
	@$(CHECK_FOLDERS)
	for path in $(DESTINATIONS); do rm -f "$(DESTDIR)$$path"; done
	for path in $(licensedir) $(docdir)/examples $(docdir)/docs $(docdir) $(DRACUT_MODULE); do \
	  [ ! -d "$(DESTDIR)$$path" ] || rmdir --ignore-fail-on-non-empty "$(DESTDIR)$$path"; done
