import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { takeOwnership } from './ownership.ts'

test('a data folder has one owner at a time', () => {
  const folder = temporaryFolder()
  const first = takeOwnership(folder)
  expect(takeOwnership(folder)).toBeUndefined()

  first?.release()
  const second = takeOwnership(folder)
  expect(second).toBeDefined()
  second?.release()
})

test('giving ownership back twice takes it from nobody', () => {
  const folder = temporaryFolder()
  const first = takeOwnership(folder)
  first?.release()
  const second = takeOwnership(folder)
  first?.release()
  expect(takeOwnership(folder)).toBeUndefined()
  second?.release()
})
