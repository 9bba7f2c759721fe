// `brink describe`: what each file is, and why.
import Diagnostics
import Feeds

extension Talk {
  /// Says of every file its format, series, units, cadence, gaps and rejects, with the evidence.
  package func describe(_ request: RunRequest) -> ExitStatus {
    let survey = Feeds.survey(
      FeedRequest(paths: request.data, declarations: [], schemaFile: request.schemaFile))
    let progress = ProgressLine(streams, isOn: manner.showsProgress)
    let loading = load(survey, wanted: nil) { progress.show($0) }
    progress.clear()
    let description = Description(survey, loading)
    switch manner.format {
    case .json: streams.out(description.json.jsonText + "\n")
    default: streams.out(description.text + "\n")
    }
    let found = survey.diagnostics + loading.diagnostics
    streams.draw(found)
    return Preparation.status(of: found)
  }
}
