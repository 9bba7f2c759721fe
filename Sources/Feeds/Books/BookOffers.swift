// Which files hold books, and a survey with the series a run wants measured of them.
package import Columns
import Diagnostics

extension Survey {
  /// What the books of all files offer together, or nil where no file holds one.
  package var books: BooksOffered? { bookFiles.reduce(nil) { joined($0, $1.books) } }

  private var bookFiles: [SurveyedFile] { files.filter { $0.books != nil } }

  /// The survey with these measures on offer by every file whose books can give them.
  package func deriving(_ measures: [BookMeasure]) -> Survey {
    guard !measures.isEmpty else { return self }
    var survey = self
    for index in survey.files.indices { survey.files[index].derive(measures) }
    let names = Set(measures.map(\.schema.name))
    let derived = effectiveSeries(survey.files, [:]).filter { names.contains($0.schema.name) }
    survey.series.removeAll { names.contains($0.schema.name) }
    survey.series = (survey.series + derived).sorted { $0.schema.name < $1.schema.name }
    return survey
  }

  private func joined(_ a: BooksOffered?, _ b: BooksOffered?) -> BooksOffered? {
    guard let a, let b else { return a ?? b }
    return BooksOffered(max(a.detail, b.detail), keys: a.keys.filter(b.keys.contains))
  }
}

extension SurveyedFile {
  /// What can be measured of the books in the file, or nil where it holds none.
  package var books: BooksOffered? { recognition.books }

  /// Puts measures on offer, as far as the file's books can give them.
  mutating func derive(_ wanted: [BookMeasure]) {
    guard let books else { return }
    measures = wanted.filter { $0.needs.detail <= books.detail }
    let names = Set(measures.map(\.schema.name))
    recognition.offers.removeAll { names.contains($0.schema.name) }
    recognition.offers += measures.map { SeriesOffer($0.schema, why: "measured of its books") }
  }
}
