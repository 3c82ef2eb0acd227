package dev.plumbline.reports.page;

/** What to cite for a benchmark, in BibTeX. */
final class Citations {

    private static final String MTEB = """
            @article{muennighoff2022mteb,
              title   = {MTEB: Massive Text Embedding Benchmark},
              author  = {Muennighoff, Niklas and Tazi, Nouamane and Magne, Lo{\\"\\i}c and Reimers, Nils},
              journal = {arXiv preprint arXiv:2210.07316},
              year    = {2022},
              url     = {https://arxiv.org/abs/2210.07316}
            }""";

    private static final String MMTEB = """
            @article{enevoldsen2025mmteb,
              title   = {MMTEB: Massive Multilingual Text Embedding Benchmark},
              author  = {Enevoldsen, Kenneth and others},
              journal = {arXiv preprint arXiv:2502.13595},
              year    = {2025},
              url     = {https://arxiv.org/abs/2502.13595}
            }""";

    private static final String CMTEB = """
            @misc{xiao2023cpack,
              title         = {C-Pack: Packaged Resources To Advance General Chinese Embedding},
              author        = {Xiao, Shitao and Liu, Zheng and Zhang, Peitian and Muennighoff, Niklas},
              year          = {2023},
              eprint        = {2309.07597},
              archivePrefix = {arXiv},
              url           = {https://arxiv.org/abs/2309.07597}
            }""";

    private Citations() {}

    /** MTEB itself, and the paper that brought the benchmark. */
    static String of(String benchmark) {
        if (benchmark.startsWith("MTEB(cmn")) {
            return MTEB + "\n" + CMTEB;
        }
        return benchmark.equals("MTEB(eng, v1)") || !benchmark.startsWith("MTEB(") ? MTEB : MTEB + "\n" + MMTEB;
    }
}
