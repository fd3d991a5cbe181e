import Feature from 'ol/Feature.js'
import LineString from 'ol/geom/LineString.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import { fromLonLat } from 'ol/proj.js'
import VectorSource from 'ol/source/Vector.js'
import Fill from 'ol/style/Fill.js'
import RegularShape from 'ol/style/RegularShape.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'
import { altitudeColour } from './altitude-colour.ts'
import { emergencyOf, type Flying, isDrawable, type Look, lookOf, nameOf } from './flying.ts'
import type { Labels } from './labels.ts'
import type { Palette } from './palette.ts'

export interface View {
  now: number
  selected: string | null
  hovered: string | null
  labels: Labels
  palette: Palette
}

const TURN = 5
const shapes = new Map<string, RegularShape>()

/** An arrow that points where it flies; an emergency is a star. Its edge tells how old it is, so that not only colour does. */
function shapeOf(flying: Flying, look: Look, isMarked: boolean, palette: Palette): RegularShape {
  const isEmergency = emergencyOf(flying) !== undefined
  const turn = isEmergency || flying.track === null ? 0 : (Math.round(flying.track / TURN) * TURN) % 360
  const key = [look, turn, isMarked, isEmergency, flying.track === null, palette.accent, palette.isDark].join()
  const known = shapes.get(key)
  if (known) return known
  const colour = isEmergency ? palette.bad : look === 'silent' ? palette.muted : palette.accent
  const shape = new RegularShape({
    points: isEmergency ? 5 : flying.track === null ? 4 : 3,
    radius: isMarked ? 11 : 8,
    ...(isEmergency && { radius2: 4 }),
    scale: isEmergency || flying.track === null ? 1 : [0.75, 1],
    rotation: (turn * Math.PI) / 180,
    rotateWithView: true,
    declutterMode: 'none',
    ...(look !== 'silent' && { fill: new Fill({ color: colour }) }),
    stroke: new Stroke({
      color: look === 'silent' ? colour : isMarked ? palette.text : palette.surface,
      width: isMarked ? 2.5 : 1.25,
      ...(look === 'late' && { lineDash: [3, 2] }),
    }),
  })
  shapes.set(key, shape)
  return shape
}

function labelOf(flying: Flying, { labels, selected, hovered }: View): string {
  const emergency = emergencyOf(flying)
  const isMarked = flying.aircraft_id === selected || flying.aircraft_id === hovered
  if (labels === 'none' && emergency === undefined && !isMarked) return ''
  const height = flying.altitude === null ? '' : `${Math.round(flying.altitude / 100)}`.padStart(3, '0')
  const more = labels === 'all' || isMarked ? [height && `FL${height}`] : []
  return [nameOf(flying), ...(emergency ? [flying.squawk] : []), ...more].filter(Boolean).join(' ')
}

/** Aircraft as arrows with their names. Names that would lie over one another are left out until there is room; arrows never are. */
export function fleetLayer() {
  const source = new VectorSource<Feature<Point>>()
  const layer = new VectorLayer({ source, declutter: true, updateWhileAnimating: true, updateWhileInteracting: true })
  return {
    layer,
    /** Puts every aircraft where it is; answers how many are drawn. */
    show(fleet: ReadonlyMap<string, Flying>, view: View): number {
      for (const feature of source.getFeatures()) {
        const one = fleet.get(String(feature.getId()))
        if (one === undefined || !isDrawable(one)) source.removeFeature(feature)
      }
      const added: Feature<Point>[] = []
      for (const flying of fleet.values()) {
        if (!isDrawable(flying)) continue
        const place = fromLonLat([flying.lon, flying.lat])
        const known = source.getFeatureById(flying.aircraft_id) as Feature<Point> | null
        const feature = known ?? new Feature(new Point(place))
        if (known) known.getGeometry()!.setCoordinates(place)
        else {
          feature.setId(flying.aircraft_id)
          added.push(feature)
        }
        feature.setStyle(styleOf(flying, view))
      }
      source.addFeatures(added)
      return source.getFeatures().length
    },
  }
}

function styleOf(flying: Flying, view: View): Style {
  const { palette, selected, hovered, now } = view
  const isMarked = flying.aircraft_id === selected || flying.aircraft_id === hovered
  const label = labelOf(flying, view)
  return new Style({
    image: shapeOf(flying, lookOf(flying, now), isMarked, palette),
    zIndex: isMarked ? 2 : emergencyOf(flying) ? 1 : 0,
    ...(label !== '' && {
      text: new Text({
        text: label,
        font: `${isMarked ? '600 ' : ''}12px system-ui, sans-serif`,
        textAlign: 'left',
        offsetX: 13,
        fill: new Fill({ color: palette.text }),
        stroke: new Stroke({ color: palette.surface, width: 3 }),
      }),
    }),
  })
}

export interface TrailPoint {
  lat: number
  lon: number
  altitude: number | null
}

/** Where something was, coloured by how high. */
export function trailLayer() {
  const source = new VectorSource()
  return {
    layer: new VectorLayer({ source }),
    show(points: readonly TrailPoint[], { isDark }: Palette): void {
      source.clear()
      source.addFeatures(
        points.slice(1).map((point, index) => {
          const before = points[index]!
          const feature = new Feature(new LineString([fromLonLat([before.lon, before.lat]), fromLonLat([point.lon, point.lat])]))
          feature.setStyle(new Style({ stroke: new Stroke({ color: altitudeColour(point.altitude, isDark), width: 3 }) }))
          return feature
        }),
      )
    },
    extent: () => source.getExtent(),
    size: () => source.getFeatures().length,
  }
}
