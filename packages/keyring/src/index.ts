export type { Authority, CertificatePurpose, NewAuthority } from './authority.ts'
export { createAuthority } from './authority.ts'
export { CertificateError, type CertificateFault, certificateFaults } from './certificate-error.ts'
export type { AlternativeNames } from './certificate-names.ts'
export { type CertificateWithKey, type IssuedCertificate, privateKeyPem, thumbprint } from './certificates.ts'
export {
  type CheckpointKey,
  CheckpointKeys,
  type CheckpointKeysNeeds,
  type CheckpointVerifier,
  ensureCheckpointKey,
} from './checkpoint-key.ts'
export { type ClientCertificateFacts, readClientCertificate } from './client-certificate.ts'
export { buildCrl, type NewRevocationList, type RevocationReason, type RevokedCertificate } from './crl.ts'
export type { DataKeyRow, DataKeyStore, RewrappedKey } from './data-key-store.ts'
export { decryptPkcs8, encryptPkcs8, newPassphrase } from './encrypted-pkcs8.ts'
export { associatedData, type EnvelopeKey, openEnvelope, type Place, parseEnvelope, sealEnvelope } from './envelope.ts'
export { type ClientCertificateOrder, issueFromCsr, issueServerCertificate, type ServerCertificateOrder } from './issue.ts'
export { type KeyOwner, KeyRing, type KeyRingNeeds, type SealContext } from './key-ring.ts'
export { KeyRingError, type KeyRingFault, keyRingFaults } from './key-ring-error.ts'
export { type Clock, type RandomBytes, secureRandom } from './outside.ts'
export { fileRootKey, type RootKeyProvider } from './root-key.ts'
export { rootKeyIds } from './root-key-file.ts'
export { addRootKey, type RootKeyUse, removeRootKeys } from './root-key-rotation.ts'
export { hashSecret, looksLikeSecret, newSecret, secretMatches } from './secrets.ts'
export { type NewSelfSigned, type SelfSignedHash, type SelfSignedKey, selfSigned } from './self-signed.ts'
export type { SigningAuthority } from './sign-certificate.ts'
export type { SigningKeyRow, SigningKeySet, SigningKeyState, SigningKeyStore, SigningKeyUse } from './signing-key-store.ts'
export { type PublicJwk, SigningKeys, type SigningKeysNeeds } from './signing-keys.ts'
