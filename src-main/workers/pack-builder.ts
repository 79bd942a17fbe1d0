/** The process that builds one pack: joins Electron's message port to the builder. */
import { keepFilesPrivate } from '#core/files/private-files.ts'
import { carryOutOrder } from '#core/packs/build/carry-out-order.ts'

const { parentPort } = process
keepFilesPrivate()

parentPort.once('message', (event: { data: unknown }) => {
  void carryOutOrder(event.data, (reply) => {
    parentPort.postMessage(reply)
  })
})
