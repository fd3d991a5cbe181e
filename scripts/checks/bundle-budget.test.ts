import { expect, test } from 'vitest'
import { type Manifest, weightFaults } from './bundle-budget.ts'

const manifest: Manifest = {
  'index.html': { file: 'index.js', isEntry: true, imports: ['_vue'], css: ['index.css'] },
  _vue: { file: 'vue.js' },
  'src/frame/Frame.vue': { file: 'frame.js', isDynamicEntry: true, imports: ['_vue', '_menu'], css: ['frame.css'] },
  _menu: { file: 'menu.js' },
  'src/screens/map/Map.vue': { file: 'map.js', isDynamicEntry: true, imports: ['_vue', '_ol'] },
  _ol: { file: 'ol.js' },
}

test('the first load is the page with its frame, and a route is what it brings beyond that', () => {
  const light = () => 10
  expect(weightFaults(manifest, light)).toEqual([])
  const kib: Record<string, number> = {
    'index.js': 40,
    'vue.js': 60,
    'frame.js': 20,
    'menu.js': 11,
    'frame.css': 15,
    'index.css': 6,
    'map.js': 14,
    'ol.js': 82,
  }
  expect(weightFaults(manifest, (file) => kib[file]!)).toEqual([
    'the scripts of the first load: 131.0 KiB, at most 130',
    'the styles of the first load: 21.0 KiB, at most 20',
    'the scripts of src/screens/map/Map.vue: 96.0 KiB, at most 95',
  ])
})
