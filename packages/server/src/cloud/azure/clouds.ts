import { readFileSync } from 'node:fs'
import type { AddedCloud } from '../../lib/azure-clouds.ts'

/** Where a cloud of Azure's kind is reached. */
export interface AzureCloud {
  name: string
  /** Origin of the token authority. */
  authority: string
  /** Origin of the resource manager: the only place that ever gets a token. */
  arm: string
  /** Whether Microsoft knows its authority; if not, it must not be asked about it. */
  isMicrosofts: boolean
  /** PEM of a root that vouches for it, if Node knows none. */
  ca: string | null
}

const microsofts = (name: string, authority: string, arm: string): AzureCloud => ({
  name,
  authority: `https://${authority}`,
  arm: `https://${arm}`,
  isMicrosofts: true,
  ca: null,
})

/** The clouds that Microsoft runs, or lets run. */
const builtIn: readonly AzureCloud[] = [
  microsofts('public', 'login.microsoftonline.com', 'management.azure.com'),
  microsofts('usgov', 'login.microsoftonline.us', 'management.usgovcloudapi.net'),
  microsofts('china', 'login.chinacloudapi.cn', 'management.chinacloudapi.cn'),
]

/** The closed list: a connection names one of these, and no team can add to them. */
export type AzureClouds = ReadonlyMap<string, AzureCloud>

/** @throws when the file of a root cannot be read: the operator must know at the start */
export function azureClouds(added: readonly AddedCloud[]): AzureClouds {
  const theirs = added.map(({ name, authority, arm, caFile }): AzureCloud => {
    return { name, authority, arm, isMicrosofts: false, ca: caFile === null ? null : readFileSync(caFile, 'utf8') }
  })
  return new Map([...builtIn, ...theirs].map((cloud) => [cloud.name, cloud]))
}
