/** From when on nothing new in a bucket is late, unless a config of a daemon says otherwise: spans as people write them. */
export const usualLimits = { log: '1h', digest: '3h', notification: '1h' } as const;
