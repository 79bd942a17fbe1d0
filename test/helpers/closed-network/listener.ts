import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { Heard } from './report.ts'

/** The whole world, as the network under test sees it: every name has an address, every address answers. */

/** Any address of the range for benchmarks (RFC 2544) will do. */
const answer = [198, 18, 0, 80]
const dnsPort = 53
const tcpPorts = [
  21, 22, 53, 80, 110, 139, 143, 443, 445, 853, 993, 3478, 5222, 5228, 5349, 8080, 8443, 19302,
]
const udpPorts = [123, 137, 138, 443, 500, 1900, 3478, 5353, 5355, 19302]

const questionAt = 12
const typeA = 1

/** The name of the first question and where it ends. */
function readName(message: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = questionAt
  for (let length = message[at] ?? 0; length > 0 && at < message.length; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

/** Every name has one IPv4 address and nothing else. */
export function answerDns(question: Buffer): { name: string; reply: Buffer } {
  const { name, end } = readName(question)
  const isA = question.length >= end + 2 && question.readUInt16BE(end) === typeA
  const header = Buffer.from(question.subarray(0, questionAt))
  header.writeUInt16BE(0x81_80, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(isA ? 1 : 0, 6)
  header.writeUInt32BE(0, 8)
  // A pointer to the name in the question, type A, class IN, 60 seconds, 4 bytes.
  const record = Buffer.from([0xc0, questionAt, 0, typeA, 0, 1, 0, 0, 0, 60, 0, 4, ...answer])
  return {
    name,
    reply: Buffer.concat([header, question.subarray(questionAt, end + 4), ...(isA ? [record] : [])]),
  }
}

/** The server name of a TLS greeting: extension 0 with one entry of kind 0, lengths in front of each. Else null. */
function nameInGreeting(bytes: Buffer): string | null {
  const entry = /\0\0\0(.)\0.\0\0(.)([a-z0-9.-]+)/is.exec(bytes.toString('latin1'))
  if (entry === null) return null
  return (entry[3] ?? '').slice(0, (entry[2] ?? '').charCodeAt(0))
}

async function listenTcp(port: number, report: (heard: Heard) => void): Promise<void> {
  const server = createServer((socket) => {
    const how = `tcp ${port}`
    const meant = socket.localAddress ?? 'unknown'
    report({ how, what: meant })
    socket.once('data', (bytes) => {
      const name = nameInGreeting(bytes)
      if (name !== null) report({ how, what: name })
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '0.0.0.0', resolve)
  })
}

async function listenUdp(port: number, report: (heard: Heard) => void): Promise<void> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    if (port !== dnsPort) {
      report({ how: `udp ${port}`, what: `${message.length} bytes` })
      return
    }
    const { name, reply } = answerDns(message)
    report({ how: 'dns', what: name })
    socket.send(reply, from.port, from.address)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, '0.0.0.0', resolve)
  })
}

/** Resolves when every port is open. */
export async function listenToEverything(report: (heard: Heard) => void): Promise<void> {
  await Promise.all([
    ...tcpPorts.map((port) => listenTcp(port, report)),
    ...[dnsPort, ...udpPorts].map((port) => listenUdp(port, report)),
  ])
}
