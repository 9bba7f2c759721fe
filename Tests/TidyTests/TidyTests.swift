// The style of the project, held by a machine: every rule of the Style page that can be checked.

import Testing

@Suite struct TidyTests {
  @Test func theProjectIsFound() {
    #expect(Project.swiftFiles.count > 20)
    #expect(Project.swiftFiles.allSatisfy { !$0.tokens.isEmpty })
    #expect(Project.writtenFiles.contains("Rules/exhaustion.brink"))
  }

  @Test func linesAreShort() { report(Project.swiftFiles.flatMap { longLines($0.path, $0.lines) }) }

  @Test func filesAreShort() { report(Project.swiftFiles.flatMap(\.longFile)) }

  @Test func functionsAreShort() { report(Project.swiftFiles.flatMap(\.longFunctions)) }

  @Test func parameterListsAreShort() { report(Project.swiftFiles.flatMap(\.longParameterLists)) }

  @Test func nothingTraps() { report(Project.swiftFiles.flatMap(\.traps)) }

  @Test func everythingExportedIsDocumented() {
    let requirements = Set(Project.swiftFiles.flatMap(\.requirements))
    report(Project.swiftFiles.flatMap { $0.undocumented(requirements: requirements) })
  }

  @Test func namesSaySomething() { report(Project.swiftFiles.flatMap(\.emptyNames)) }

  @Test func filesSayWhatTheyAreFor() { report(Project.swiftFiles.flatMap(\.missingPurpose)) }

  @Test func noNotesAreLeft() { report(Project.swiftFiles.flatMap(\.leftovers)) }

  @Test func noPathIsOfOneMachine() {
    report(Project.writtenFiles.flatMap { machinePaths($0, Project.lines(of: $0)) })
  }

  @Test func importsFollowTheManifest() {
    let table = ImportTable(manifest: Project.manifest)
    report(
      Project.swiftFiles.flatMap { file in
        let target = file.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        return table.strayImports(in: file, target: target)
      })
  }

  @Test func pagesNameWhatIsThere() {
    let modules = Set(ImportTable(manifest: Project.manifest).allowed.keys)
    report(Project.documents.flatMap { $0.deadPaths(modules: modules, exists: Project.exists) })
  }

  @Test func theArchitecturePageIsTheManifest() {
    let table = ImportTable(manifest: Project.manifest)
    let page = Project.documents.filter { $0.path.hasSuffix("Architecture.md") }
    #expect(page.flatMap(\.moduleRows).count > 10)
    report(page.flatMap { $0.wrongRows(table) })
  }

  private func report(_ violations: [Violation]) {
    for violation in violations { Issue.record("\(violation)") }
  }
}
