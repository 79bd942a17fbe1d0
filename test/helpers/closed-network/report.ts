import { z } from 'zod'

/** One thing that reached the other end of the only cable. */
export const heardSchema = z.object({
  /** `dns`, or `tcp` or `udp` with a port: `tcp 443`. */
  how: z.string(),
  /** The name that was asked for, or the name in a TLS greeting; else the address that was meant. */
  what: z.string(),
})
export type Heard = z.infer<typeof heardSchema>

const sideSchema = z.object({
  heard: z.array(heardSchema),
  /** Frames that left on the cable, of any protocol. */
  packets: z.number().int(),
})

export const reportSchema = z.object({
  /** While the program ran. */
  program: sideSchema,
  /** While something ran that does ask: what the listener hears then proves that it listens. */
  control: sideSchema,
})
export type ClosedNetworkReport = z.infer<typeof reportSchema>

/** What the process inside says, in this order; each is answered by one message. */
export type InsideMessage = 'ready' | 'program done' | 'control done'
