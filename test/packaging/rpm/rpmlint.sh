#!/bin/bash
# SPDX-License-Identifier: MIT
# rpmlint.sh FOLDER: all that rpmlint finds in the packages of a folder and in the spec file. The exceptions are in the file
# beside the spec file.
set -eu -o pipefail
cd /project/packaging/rpm
rpmlint --rpmlintrc failover-ifname.rpmlintrc "$1"/*.rpm failover-ifname.spec > /tmp/found || { cat /tmp/found; exit 1; }
tail -n 1 /tmp/found
grep -q ' 0 errors, 0 warnings,' /tmp/found || { cat /tmp/found; exit 1; }
