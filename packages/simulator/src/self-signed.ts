import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

const dayMs = 86_400_000
type Options = { kind?: 'ec' | 'rsa'; fromMs?: number; toMs?: number }

/**
 * A fresh certificate for 127.0.0.1 and localhost that vouches for itself, made for one test and valid around now unless told
 * otherwise: no key lies in the repository. Entra takes RSA keys only.
 */
export function selfSigned(commonName: string, options: Options = {}): { cert: string; key: string } {
  const { kind = 'ec', fromMs = Date.now() - dayMs, toMs = Date.now() + dayMs } = options
  const { privateKey, publicKey } = newKeys(kind)
  const algorithm = kind === 'ec' ? ecdsaWithSha256 : rsaWithSha256
  const name = seq(set(seq(oid(2, 5, 4, 3), der(0x0c, Buffer.from(commonName)))))
  const validity = seq(utcTime(fromMs), utcTime(toMs))
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]))
  const basicConstraints = seq(oid(2, 5, 29, 19), der(0x04, seq(der(0x01, Buffer.from([0xff])))))
  const names = seq(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost')))
  const alternativeName = seq(oid(2, 5, 29, 17), der(0x04, names))
  const body = seq(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, seq(basicConstraints, alternativeName)),
  )
  const whole = seq(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])))
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n')
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

const newKeys = (kind: 'ec' | 'rsa'): { privateKey: KeyObject; publicKey: KeyObject } =>
  kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })

/** One DER value (X.690): tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const short = content.length < 0x80
  const length = short ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const seq = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => der(0x31, part)

function oid(first: number, second: number, ...rest: number[]): Buffer {
  const base128 = (value: number): number[] =>
    value < 128 ? [value] : [...base128(value >> 7).map((digit) => digit | 0x80), value & 0x7f]
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '').concat('Z')))

const ecdsaWithSha256 = seq(oid(1, 2, 840, 10_045, 4, 3, 2))
const rsaWithSha256 = seq(oid(1, 2, 840, 113_549, 1, 1, 11), der(0x05, Buffer.alloc(0)))
