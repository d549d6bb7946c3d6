#!/bin/sh
# SPDX-License-Identifier: MIT
/usr/lib/machine/record-names before-switch
