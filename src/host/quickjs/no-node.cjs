// SPDX-License-Identifier: MIT
// commander loads modules of Node for features that this program does not use (starting other programs, process.exit). Here
// these modules are empty. commander's events come from eventemitter3 (see the Makefile).
module.exports = {};
