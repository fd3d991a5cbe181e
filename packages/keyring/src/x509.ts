// The X.509 library finds its parts through decorators, which need this polyfill to be there before it is.
import 'reflect-metadata'

export * from '@peculiar/x509'
