// A store of series and what came later, as one store.
package import Columns

extension SeriesStore {
  /// This store with the samples of a later one added: by time, of equal times of a gauge or
  /// counter the later store's, every event of both.
  package func adding(_ later: SeriesStore) -> SeriesStore {
    var joined = self
    for series in later.all {
      guard let held = joined[series.schema.name] else {
        joined[series.schema.name] = series
        continue
      }
      joined[series.schema.name] = held.adding(series)
    }
    return joined
  }
}

extension Series {
  /// This series with the samples of a later one added.
  fileprivate func adding(_ later: Series) -> Series {
    guard !later.tracks.isEmpty || !later.pulse.isEmpty else { return self }
    var byLabels: [Labels: Track] = [:]
    for track in tracks { byLabels[track.labels] = track }
    for track in later.tracks {
      byLabels[track.labels] =
        byLabels[track.labels]?.adding(track, isEvent: schema.kind == .event) ?? track
    }
    let moments = later.pulse.isEmpty ? pulse : Array(Set(pulse + later.pulse)).sorted()
    return Series(schema: schema, tracks: Array(byLabels.values), pulse: moments)
  }
}

extension Track {
  /// This track with the samples of a later one added.
  fileprivate func adding(_ later: Track, isEvent: Bool) -> Track {
    guard let last = times.last, let first = later.times.first, first <= last else {
      return Track(labels: labels, times: times + later.times, values: values + later.values)
    }
    var joinedTimes: [Int64] = []
    var joinedValues: [Double] = []
    var i = 0
    var j = 0
    while i < times.count || j < later.times.count {
      let takesLater = i == times.count || (j < later.times.count && later.times[j] < times[i])
      if !isEvent, !takesLater, j < later.times.count, later.times[j] == times[i] {
        i += 1
        continue
      }
      joinedTimes.append(takesLater ? later.times[j] : times[i])
      joinedValues.append(takesLater ? later.values[j] : values[i])
      if takesLater { j += 1 } else { i += 1 }
    }
    return Track(labels: labels, times: joinedTimes, values: joinedValues)
  }
}
