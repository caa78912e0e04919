package dev.osmia.linux;

/**
 * What Linux says about a map ({@code struct bpf_map_info}).
 *
 * @param type number of its {@link dev.osmia.abi.MapType}
 * @param id its number, never 0
 * @param name its name, at most 15 characters
 * @param keySize bytes of a key
 * @param valueSize bytes of a value
 * @param maxEntries capacity, unsigned
 * @param flags creation flags
 * @param extra {@code map_extra}
 * @param typeTable number of its type table, 0 if it has no types
 * @param keyType id of the key's type in that table
 * @param valueType id of the value's type in that table
 */
public record MapInfo(int type, int id, String name, int keySize, int valueSize, int maxEntries, int flags,
        long extra, int typeTable, int keyType, int valueType) {

    static MapInfo of(BpfStruct info) {
        return new MapInfo((int) info.get("type"), (int) info.get("id"), info.getText("name"),
                (int) info.get("key_size"), (int) info.get("value_size"), (int) info.get("max_entries"),
                (int) info.get("map_flags"), info.get("map_extra"), (int) info.get("btf_id"),
                (int) info.get("btf_key_type_id"), (int) info.get("btf_value_type_id"));
    }
}
