import { TOTP } from 'otpauth'

/** An authenticator app that holds one secret: the code that it shows at an instant. */
export const totpApp = (secret: string) => (at: Date) => new TOTP({ secret }).generate({ timestamp: at.getTime() })
