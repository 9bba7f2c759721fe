// swift-tools-version: 6.1
// The manifest of brink. The import table below is data: targets are built from it, and an arrow
// test reads it, so that a module can reach exactly what its row names and nothing else.
import PackageDescription

/// One row per module of the product: its name and the modules it may import.
let importTable: [(module: String, mayImport: [String])] = [
  ("Diagnostics", []),
  ("Quantities", []),
  ("Columns", ["Quantities"]),
  ("Functions", ["Columns", "Quantities"]),
  ("Feeds", ["CArchive", "Columns", "Diagnostics", "Quantities"]),
  ("Language", ["Columns", "Diagnostics", "Functions", "Quantities"]),
  ("Planning", ["Columns", "Diagnostics", "Functions", "Language", "Quantities"]),
  (
    "Evaluation",
    ["Columns", "Diagnostics", "Functions", "Language", "Planning", "Quantities"]
  ),
  ("Alerting", ["Columns", "Language", "Quantities"]),
  ("Synthesis", ["Quantities"]),
  ("Sinks", ["Alerting", "Columns", "Diagnostics", "Quantities"]),
  (
    "Sessions",
    [
      "Alerting", "Columns", "Diagnostics", "Evaluation", "Feeds", "Functions", "Language",
      "Planning", "Quantities", "Sinks", "Synthesis",
    ]
  ),
  // What the benchmarks, a package of their own, see of the product; nothing here imports it.
  (
    "Workbench",
    [
      "Columns", "Diagnostics", "Evaluation", "Feeds", "Language", "Planning", "Quantities",
      "Sessions", "Synthesis",
    ]
  ),
  (
    "Console",
    ["CLibedit", "CTerminal", "Columns", "Diagnostics", "Quantities", "Sessions", "Sinks"]
  ),
]

/// The test targets and what each imports, beside the testing library.
let testTable: [(target: String, mayImport: [String])] = [
  ("QuantitiesTests", ["Quantities", "Synthesis"]),
  ("FunctionTests", ["Columns", "Functions", "Quantities", "Synthesis"]),
  ("FeedsTests", ["Columns", "Diagnostics", "Feeds", "Quantities", "Synthesis"]),
  (
    "LanguageTests",
    ["Columns", "Diagnostics", "Functions", "Language", "Quantities", "Synthesis"]
  ),
  (
    "EvaluationTests",
    [
      "Columns", "Diagnostics", "Evaluation", "Functions", "Language", "Planning", "Quantities",
      "Synthesis",
    ]
  ),
  ("AlertingTests", ["Alerting", "Columns", "Language", "Quantities", "Synthesis"]),
  ("SinksTests", ["Alerting", "Columns", "Diagnostics", "Quantities", "Sinks"]),
  ("SynthesisTests", ["Quantities", "Synthesis"]),
  (
    "ScriptTests",
    [
      "Alerting", "Columns", "Diagnostics", "Evaluation", "Language", "Quantities", "Sessions",
      "Sinks",
    ]
  ),
  ("ReferenceTests", ["Sessions"]),
  ("ConsoleTests", ["CTerminal", "Console", "Diagnostics", "Sessions", "Sinks"]),
  ("WorkbenchTests", ["Workbench"]),
  (
    "GateTests",
    [
      "CAllocations", "Columns", "Diagnostics", "Evaluation", "Feeds", "Language", "Planning",
      "Quantities", "Synthesis",
    ]
  ),
  ("TidyTests", []),
]

/// Folders of data beside a test target's sources, which its tests find through `#filePath`.
let testData: [String: [String]] = [
  "FeedsTests": ["Real"], "FunctionTests": ["Vectors"], "ScriptTests": ["Errors", "Scripts"],
]

/// True of the test targets that BRINK_TESTS names, a comma between two; without it of all. What an
/// optimised build is not needed for would only make it longer.
func isWanted(_ target: String) -> Bool {
  Context.environment["BRINK_TESTS"]?.split(separator: ",").contains { $0 == target } ?? true
}

/// Files that become part of a module's code: the library written in the language itself.
let embedded: [String: [Resource]] = [
  "Language": ["books", "flows", "index", "positions"].map {
    .embedInCode("Standard/\($0).brink")
  }
]

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "brink",
  products: [
    .executable(name: "brink", targets: ["brink"]),
    .library(name: "Workbench", targets: ["Workbench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Found by their headers only: the libraries are loaded when a first archive is opened, a
    // first line edited.
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CLibedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CTerminal", dependencies: ["CLibedit"]),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .executableTarget(
      name: "brink",
      dependencies: [
        "Console", "Sessions", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
  ]
    + importTable.map { row in
      .target(
        name: row.module,
        dependencies: row.mayImport.map { .init(stringLiteral: $0) },
        exclude: row.module == "Language" ? ["Standard/examples.brink"] : [],
        resources: embedded[row.module] ?? [],
        swiftSettings: settings)
    }
    + testTable.filter { isWanted($0.target) }.map { row in
      .testTarget(
        name: row.target,
        dependencies: row.mayImport.map { .init(stringLiteral: $0) },
        exclude: testData[row.target] ?? [],
        swiftSettings: settings)
    }
)
