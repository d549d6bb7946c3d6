// SPDX-License-Identifier: MIT
// commander loads modules of Node for what this program never does (starting other programs, process.exit): here they
// are empty. Its events come from eventemitter3 (see the Makefile).
module.exports = {};
