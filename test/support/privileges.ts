const isRoot = process.getuid?.() === 0;

/** For spawn: an account for which the modes of files count, as they do not for root. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } = isRoot ? { uid: 65534, gid: 65534 } : {};
