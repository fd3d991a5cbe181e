import { silentLog } from '../log.ts'
import { withClient } from '../owner-client.ts'
import { startEmbedded } from './start-embedded.ts'

/** A program that owns the database of a folder and writes until it is killed: prints each number after its commit. */
const embedded = await startEmbedded({ dataFolder: process.argv[2]!, log: silentLog })
console.log(`server ${embedded.pid}`)
await withClient(embedded.adminUrl, 'fixture', async (client) => {
  await client.query('create table if not exists public.acknowledged (n int primary key)')
  for (let n = 1; ; n++) {
    await client.query('insert into public.acknowledged values ($1)', [n])
    console.log(`stored ${n}`)
  }
})
