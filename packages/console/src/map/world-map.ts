import 'ol/ol.css'
import Zoom from 'ol/control/Zoom.js'
import Feature from 'ol/Feature.js'
import TopoJSON from 'ol/format/TopoJSON.js'
import MultiPolygon from 'ol/geom/MultiPolygon.js'
import Polygon from 'ol/geom/Polygon.js'
import VectorLayer from 'ol/layer/Vector.js'
import OlMap from 'ol/Map.js'
import VectorSource from 'ol/source/Vector.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import View from 'ol/View.js'
import countries from 'world-atlas/countries-50m.json?url'
import { t } from '../messages/messages.ts'
import type { Palette } from './palette.ts'
import { unwrapRing } from './unwrap-ring.ts'

/** Read once, however many maps are opened. */
let reading: Promise<Feature<MultiPolygon>[]> | undefined
function readCountries(): Promise<Feature<MultiPolygon>[]> {
  reading ??= fetch(countries)
    .then((answer) => answer.json())
    .then((topology: object) => new TopoJSON({ layers: ['countries'] }).readFeatures(topology).map(unwrapped))
  return reading.then((features) => features.map((feature) => feature.clone()))
}

function unwrapped(feature: Feature): Feature<MultiPolygon> {
  const shape = feature.getGeometry()
  const polygons =
    shape instanceof Polygon ? [shape.getCoordinates()] : shape instanceof MultiPolygon ? shape.getCoordinates() : []
  const rings = polygons.map((polygon) => polygon.map(unwrapRing))
  return new Feature(new MultiPolygon(rings).transform('EPSG:4326', 'EPSG:3857') as MultiPolygon)
}

/**
 * A map of the world’s countries, drawn here from data that comes with the console: no tile is asked of anybody. Natural Earth made the data
 * and gave it away.
 */
export function worldMap(target: HTMLElement, palette: Palette): { map: OlMap; setPalette(palette: Palette): void } {
  const source = new VectorSource()
  const land = new VectorLayer({ source, updateWhileAnimating: true })
  void readCountries().then((features) => source.addFeatures(features))
  const map = new OlMap({
    target,
    layers: [land],
    controls: [new Zoom({ zoomInTipLabel: t.map.zoomIn, zoomOutTipLabel: t.map.zoomOut })],
    view: new View({ center: [0, 2_500_000], zoom: 2, minZoom: 1, maxZoom: 15 }),
  })
  const setPalette = (colours: Palette) => {
    land.setStyle(
      new Style({ fill: new Fill({ color: colours.surface }), stroke: new Stroke({ color: colours.line, width: 1 }) }),
    )
  }
  setPalette(palette)
  return { map, setPalette }
}
