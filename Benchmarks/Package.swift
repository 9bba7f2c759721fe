// swift-tools-version: 6.1
// The stopwatch around brink's own work: a package of its own, so that the product has no such
// dependency. Run it with `make kernels`.
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: "brink", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Product",
      dependencies: [
        .product(name: "Workbench", package: "brink"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Product",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ])
