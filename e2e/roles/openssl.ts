import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** What an operator would get from an authority of the house: a certificate for 127.0.0.1, in files. */
export function makeServerCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  openssl('req', '-x509', ...newKey, '-keyout', key, '-out', certificate, '-days', '2', ...names)
  return { certificate, key }
}

/** What an aircraft makes for itself: a key, and the request that its owner hands in. */
export function makeCertificateRequest(folder: string): { csr: string; key: string } {
  const [csr, key] = [join(folder, 'request.pem'), join(folder, 'request.key')]
  openssl('req', '-new', ...newKey, '-keyout', key, '-out', csr, '-subj', '/CN=wish')
  return { csr: readFileSync(csr, 'utf8'), key: readFileSync(key, 'utf8') }
}

const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
