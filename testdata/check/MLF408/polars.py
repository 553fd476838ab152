# only: MLF408
import polars as pl


def found():
    df = pl.read_csv("x.csv")
    a = df.group_by("k").agg(pl.col("v").mean()).to_numpy()  # want MLF408:warning "gives groups in any order"
    counts = df.group_by("k").len()  # want MLF408 "the first rows are taken"
    b = counts.filter(pl.col("len") > 3).head(5)
    c = df.unique(subset=["k"]).get_column("k").to_list()  # want MLF408 "gives rows in any order"
    df.group_by("k").agg(pl.len()).write_csv("y.csv")  # want MLF408:info
    d = pl.scan_csv("x.csv").group_by("k").agg(pl.len()).collect().with_row_index()  # want MLF408
    return a, b, c, d


def innocent():
    df = pl.read_csv("x.csv")
    a = df.group_by("k").agg(pl.col("v").mean()).sort("k").to_numpy()
    b = df.group_by("k", maintain_order=True).agg(pl.len()).to_numpy()
    c = df.unique(maintain_order=True).to_numpy()
    d = df.unique().height
    e = df.group_by("k").agg(pl.len()).shape
    f = df.filter(pl.col("v") > 1).to_numpy()
    g = df.group_by("k").agg(pl.len()).join(df, on="k")
    h = unknown().group_by("k").agg(1).to_numpy()
    return a, b, c, d, e, f, g, h
