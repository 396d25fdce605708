"""The measurements, one in each module; what such a module has, `bnkit.experiments` says."""
