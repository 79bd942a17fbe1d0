/** The two ends of the one cable between the network under test and the listener. */
export const cable = { outside: 'cable-out', inside: 'cable-in' } as const

/** Of the range for documentation (RFC 5737). */
export const listenerAddress = '192.0.2.1'
export const insideAddress = '192.0.2.2'
